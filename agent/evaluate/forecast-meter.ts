import type { Outcome } from "../../env/session/outcome.js";
import type { Session } from "../../env/session/session.js";
import type { SessionListener } from "../../env/session/session-listener.js";
import type { World } from "../../env/world/world.js";
import type { Policy } from "../policy.js";
import type { ForecastBins } from "./episode-record.js";

const BINS = 20;

/** A chance counts as at least this, and at most 1 less this, in the log loss: certainty that errs would be infinite. */
const LEAST_CHANCE = 1e-6;

/**
 * What a policy's belief said of each hole when it was exposed, against what came of it: predict, then see. Holes of
 * which nothing is ever heard are left out.
 */
export class ForecastMeter implements SessionListener {
  #world!: World;
  #policy!: Policy;
  /** By row; NaN where no forecast is open. */
  #chances = new Float64Array(0);
  readonly #count = new Float64Array(BINS);
  readonly #chance = new Float64Array(BINS);
  readonly #good = new Float64Array(BINS);
  readonly #variance = new Float64Array(BINS);
  #logLoss = 0;

  /** Another session begins, in the arrays that there are. */
  begin(world: World, policy: Policy, { tree }: Session): void {
    this.#world = world;
    this.#policy = policy;
    if (this.#chances.length < tree.size) this.#chances = new Float64Array(tree.size);
    this.#chances.fill(Number.NaN);
    for (const sums of [this.#count, this.#chance, this.#good, this.#variance]) sums.fill(0);
    this.#logLoss = 0;
  }

  /** So far; undefined if there was no forecast. */
  get bins(): ForecastBins | undefined {
    if (this.#count.every((count) => count === 0)) return undefined;
    return {
      count: [...this.#count],
      chance: [...this.#chance],
      good: [...this.#good],
      variance: [...this.#variance],
      logLoss: this.#logLoss,
    };
  }

  exposed(_session: Session, hole: number): void {
    this.#chances[hole] = this.#policy.belief?.probability[hole] ?? Number.NaN;
  }

  resulted({ good }: Session, hole: number, _outcome: Outcome): void {
    const chance = this.#chances[hole]!;
    if (Number.isNaN(chance) || !this.#world.arrives(hole)) return;
    const bin = Math.min(BINS - 1, Math.floor(BINS * chance));
    const isGood = good[hole] === 1;
    const kept = Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, chance));
    this.#count[bin]!++;
    this.#chance[bin]! += chance;
    this.#variance[bin]! += chance * (1 - chance);
    if (isGood) this.#good[bin]!++;
    this.#logLoss -= Math.log(isGood ? kept : 1 - kept);
  }
}
