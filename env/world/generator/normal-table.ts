import { math } from "../../math.js";
import type { KeyedRandom, RandomKind } from "../../random/keyed-random.js";

// Tables are filled once at load from mathjs' erf and interpolated linearly, absolute errors below 5e-5: what is drawn
// from them is smooth, so last bits, which may differ between machines' mathematics, decide nothing but ties.

const LIMIT = 8;
const STEPS = 128;
const probabilities = Float64Array.from({ length: 2 * LIMIT * STEPS + 2 }, (_, i) =>
  exactProbability(i / STEPS - LIMIT),
);

const MIDDLE_STEPS = 2048;
/** −log2 of the probability below which the table of tails is asked. */
const TAIL_START = 6;
const TAIL_END = 40;
const TAIL_STEPS = 32;
const TAIL = 2 ** -TAIL_START;
/** By probability from 0 to 1; too coarse in the tails. */
const middleQuantiles = symmetric(quantileTable(MIDDLE_STEPS / 2 + 1, (i) => i / MIDDLE_STEPS));
/** By −log2 of the probability, from TAIL_START. */
const tailQuantiles = quantileTable(
  (TAIL_END - TAIL_START) * TAIL_STEPS + 2,
  (i) => 2 ** -(TAIL_START + i / TAIL_STEPS),
);

/** Standard normal distribution function. */
export function normalProbability(z: number): number {
  if (z <= -LIMIT) return 0;
  if (z >= LIMIT) return 1;
  const at = (z + LIMIT) * STEPS;
  const cell = Math.floor(at);
  return probabilities[cell]! + (at - cell) * (probabilities[cell + 1]! - probabilities[cell]!);
}

/** Its inverse; ±7.1 is as far as it goes. */
export function normalQuantile(probability: number): number {
  // One branch, rarely taken: the sign would be another one, which no processor can guess.
  if (probability < TAIL || probability > 1 - TAIL) {
    return probability > 0.5 ? -tailQuantile(1 - probability) : tailQuantile(probability);
  }
  const at = probability * MIDDLE_STEPS;
  const cell = Math.floor(at);
  return middleQuantiles[cell]! + (at - cell) * (middleQuantiles[cell + 1]! - middleQuantiles[cell]!);
}

/** A standard normal number that is a function of its key; quicker than {@link KeyedRandom.normal}. */
export function keyedNormal(random: KeyedRandom, key: number, kind: RandomKind, nth = 0): number {
  return normalQuantile(random.coarseUniform(key, kind, nth));
}

function tailQuantile(probability: number): number {
  const octaves = probability > 0 ? Math.min(TAIL_END, -Math.log2(probability)) : TAIL_END;
  const at = (octaves - TAIL_START) * TAIL_STEPS;
  const cell = Math.floor(at);
  return tailQuantiles[cell]! + (at - cell) * (tailQuantiles[cell + 1]! - tailQuantiles[cell]!);
}

/** A table up to one half, gone on by symmetry. */
function symmetric(lower: Float64Array): Float64Array {
  const last = lower.length - 1;
  return Float64Array.from({ length: 2 * last + 2 }, (_, i) =>
    i <= last ? lower[i]! : -lower[Math.max(0, 2 * last - i)]!,
  );
}

function exactProbability(z: number): number {
  return (1 + math.erf(z / Math.SQRT2)) / 2;
}

/** Inverts the distribution function by Newton's method, each time from the place before. */
function quantileTable(length: number, probabilityOf: (i: number) => number): Float64Array {
  const table = new Float64Array(length);
  let z = -TAIL_START;
  for (let i = 0; i < length; i++) {
    const probability = Math.max(probabilityOf(i), 2 ** -(TAIL_END + 1));
    for (let n = 0; n < 50; n++) {
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      const step = Math.max(-0.5, Math.min(0.5, (exactProbability(z) - probability) / density));
      z -= step;
      if (Math.abs(step) < 1e-10) break;
    }
    table[i] = z;
  }
  return table;
}
