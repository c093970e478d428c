import type { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import type { Belief } from "./belief.js";

/** How many of some leaves are good. */
export interface GoodCount {
  /** Chance that exactly 0, 1, 2 … of them are. Sums to 1. [leaves + 1] */
  readonly chance: Float64Array;
  readonly mean: number;
  readonly variance: number;
  /** The smallest number that is not exceeded with at least a probability, between 0 and 1. */
  quantile(probability: number): number;
}

/** Draws from the posterior; their number bounds the error of a chance by about 0.5 / √200 = 0.035. */
const SAMPLES = 200;

/**
 * Distribution of the number of good ones among the available leaves below a node (a square, a group), if all of them were
 * exposed. Leaves are independent given what they have in common, so it is a mixture over draws of that from the joint
 * posterior, within each of which the number is Poisson-binomial (convolved exactly).
 *
 * @param belief up to date; about the session's targets
 * @param node a row of the session's tree; of a leaf it is about this one
 * @param samples number of draws, at least 1
 * @example
 * const count = goodCount(session, belief, square, random);
 * count.quantile(0.05); // with 95 % certainty more than this, or just as many
 */
export function goodCount(
  session: Session,
  belief: Belief,
  node: number,
  random: RandomStream,
  samples = SAMPLES,
): GoodCount {
  const leaves = availableBelow(session, node);
  const chances = new Float64Array(session.tree.size);
  const within = new Float64Array(leaves.length + 1);
  const mixture = new Float64Array(leaves.length + 1);
  for (let k = 0; k < samples; k++) {
    belief.sample(random, chances);
    poissonBinomial(leaves, chances, within);
    for (let n = 0; n < mixture.length; n++) mixture[n]! += within[n]! / samples;
  }
  return countOf(mixture);
}

/** Available leaves below a node, or the node itself if it is one. */
function availableBelow(session: Session, node: number): number[] {
  const { tree } = session;
  if (tree.isLeaf(node)) return session.isAvailable(node) ? [node] : [];
  const first = tree.firstChild[node]!;
  return Array.from({ length: tree.childCount[node]! }, (_, i) => availableBelow(session, first + i)).flat();
}

/**
 * Distribution of the number of successes among independent trials.
 *
 * @param rows of `chances` that are trials
 * @param into [rows + 1]
 */
export function poissonBinomial(rows: readonly number[], chances: Float64Array, into: Float64Array): void {
  into.fill(0);
  into[0] = 1;
  rows.forEach((row, tried) => {
    const chance = chances[row]!;
    for (let n = tried + 1; n > 0; n--) into[n] = into[n]! * (1 - chance) + into[n - 1]! * chance;
    into[0]! *= 1 - chance;
  });
}

function countOf(chance: Float64Array): GoodCount {
  const mean = chance.reduce((sum, p, n) => sum + n * p, 0);
  return {
    chance,
    mean,
    variance: chance.reduce((sum, p, n) => sum + (n - mean) ** 2 * p, 0),
    quantile(probability) {
      let below = 0;
      for (let n = 0; n < chance.length; n++) {
        below += chance[n]!;
        if (below >= probability) return n;
      }
      return chance.length - 1;
    },
  };
}
