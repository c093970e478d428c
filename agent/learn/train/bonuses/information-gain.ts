import type { Belief } from "../../../belief/belief.js";
import type { BonusEntry, ExplorationBonus } from "../bonus.js";

/** A bonus for halving all uncertainty, as a share of what an episode is expected to bring. */
const HALVED = 0.05;

/**
 * Information gain of the belief: how much surer it has become of the leaves that there are, as the logarithm of the mean
 * variance of their latent quality. Surveys, which show what was not there before, get nothing.
 */
class InformationGain implements ExplorationBonus {
  readonly #before: Float64Array;
  readonly #beliefs: (Belief | undefined)[] = [];

  constructor(environments: number) {
    this.#before = new Float64Array(environments);
  }

  begin(environment: number, belief: Belief | undefined): void {
    this.#beliefs[environment] = belief;
    this.#before[environment] = belief === undefined ? 0 : logVariance(belief);
  }

  before(): number {
    return 0;
  }

  after(environment: number, belief: Belief | undefined): number {
    if (belief === undefined) return 0;
    const isSame = this.#beliefs[environment] === belief;
    const before = this.#before[environment]!;
    const now = logVariance(belief);
    this.#beliefs[environment] = belief;
    this.#before[environment] = now;
    return isSame ? (HALVED * Math.max(0, before - now)) / Math.LN2 : 0;
  }
}

function logVariance({ latentVariance }: Belief): number {
  let sum = 0;
  for (let row = 0; row < latentVariance.length; row++) sum += latentVariance[row]!;
  return Math.log(Math.max(1e-12, sum / Math.max(1, latentVariance.length)));
}

const entry: BonusEntry = {
  name: "information_gain",
  summary: "how much surer the belief has become",
  create: (environments) => new InformationGain(environments),
};

export default entry;
