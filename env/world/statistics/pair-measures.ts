import type { HolePair } from "./hole-pairs.js";
import { weightedMoments } from "./weighted.js";
import { CORRELATED_PITCHES, type PairMeasures } from "./world-measures.js";

/** Two holes are neighbours at this distance, in hole pitches, give or take the tolerance. */
const NEIGHBOUR_TOLERANCE = 0.25;

/**
 * Correlation of log CTF by distance, around the mean of the whole world, and what a neighbour says.
 *
 * @param logs logarithm of CTF by row, NaN where there is none
 * @param good 1 or 0 by row
 * @param logWeights weight of each hole by row in the correlation, 0 where there is no CTF
 * @param goodWeights the same for the neighbours; a pair counts with its square's weight
 */
export function pairMeasures(
  pairs: readonly HolePair[],
  logs: Float64Array,
  good: Float64Array,
  logWeights: Float64Array,
  goodWeights: Float64Array,
): PairMeasures {
  const { mean, sd } = weightedMoments(logs, logWeights);
  const weight = new Float64Array(CORRELATED_PITCHES + 1);
  const product = new Float64Array(CORRELATED_PITCHES + 1);
  // [neighbour bad, neighbour good]: weight of all such holes, and of the good ones among them.
  const seen = [0, 0];
  const won = [0, 0];
  for (const { a, b, pitches } of pairs) {
    const bin = Math.round(pitches);
    if (bin >= 1 && bin <= CORRELATED_PITCHES && logWeights[a]! > 0 && logWeights[b]! > 0) {
      weight[bin]! += logWeights[a]!;
      product[bin]! += logWeights[a]! * (logs[a]! - mean) * (logs[b]! - mean);
    }
    if (Math.abs(pitches - 1) > NEIGHBOUR_TOLERANCE) continue;
    for (const [hole, neighbour] of [
      [a, b],
      [b, a],
    ] as const) {
      seen[good[neighbour]!]! += goodWeights[hole]!;
      won[good[neighbour]!]! += goodWeights[hole]! * good[hole]!;
    }
  }
  return {
    correlationByPitch: Array.from(product.subarray(1), (sum, i) => sum / weight[i + 1]! / sd ** 2),
    goodGivenNeighbourGood: won[1]! / seen[1]!,
    goodGivenNeighbourBad: won[0]! / seen[0]!,
  };
}
