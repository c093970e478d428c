import { RandomStream } from "./random-stream.js";

/** What a keyed number is drawn for; numbers are part of recorded results, so never reuse one. */
export const RandomKind = {
  Start: 1,
  World: 2,
  Duration: 3,
  Episode: 4,
  SquareEffect: 10,
  GroupEffect: 11,
  HoleEffect: 12,
  Prediction: 13,
  FailedFit: 14,
  GridEffect: 15,
  Count: 16,
  Position: 17,
  Policy: 20,
  Resample: 21,
  Delay: 30,
  LostResult: 31,
  Fault: 32,
  Pool: 33,
  Sample: 40,
  Thickness: 41,
  Contamination: 42,
  Texture: 43,
  Defect: 44,
  Geometry: 45,
  FeatureNoise: 46,
  Particles: 47,
  TiltSeries: 48,
  SquareField: 49,
  GroupField: 50,
  HoleField: 51,
  PositionEffect: 52,
  Rotation: 53,
  SquareNoise: 55,
  SquareSide: 54,
  Autofocus: 60,
  Drift: 61,
  Maintenance: 62,
  Unlabelled: 63,
} as const;
export type RandomKind = (typeof RandomKind)[keyof typeof RandomKind];

/** Finaliser of MurmurHash3 (Appleby, public domain): each input bit changes each output bit with probability 1/2. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Random numbers that are functions of (seed, key, kind, n-th time) and not of the order of drawing: two
 * policies that expose the same hole get the same micrograph, and a seed gives the same world everywhere.
 *
 * @example new KeyedRandom(7).uniform(holeIndex, RandomKind.HoleEffect)
 */
export class KeyedRandom {
  readonly seed: number;
  readonly #mixedSeed: number;
  #lastKey = 0;
  #mixedKey: number;

  /** @param seed any integer that a number holds exactly */
  constructor(seed: number) {
    const high = Math.floor(seed / 4294967296);
    this.seed = high === 0 ? seed | 0 : (seed ^ mix(high)) | 0;
    this.#mixedSeed = mix(this.seed ^ 0x9e3779b9);
    this.#mixedKey = this.#mixed(this.#lastKey);
  }

  #mixed(key: number): number {
    return mix(this.#mixedSeed ^ Math.imul(key + 1, 0x9e3779b1));
  }

  #word(key: number, kind: RandomKind, nth: number, salt: number): number {
    // Several numbers of one key are often drawn in a row.
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#mixedKey = this.#mixed(key);
    }
    const h = mix(this.#mixedKey ^ Math.imul(kind, 0x85ebca77));
    return mix(h ^ Math.imul(nth * 4 + salt + 1, 0xc2b2ae3d)) >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(key: number, kind: RandomKind, nth = 0): number {
    const high = this.#word(key, kind, nth, 0) >>> 5;
    const low = this.#word(key, kind, nth, 1) >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Uniform between 0 and 1, neither included, 32 bits: for hot loops, in half the time. */
  coarseUniform(key: number, kind: RandomKind, nth = 0): number {
    return (this.#word(key, kind, nth, 0) + 0.5) / 4294967296;
  }

  /** Standard normal (Box–Muller over two keyed uniforms). */
  normal(key: number, kind: RandomKind, nth = 0): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform(key, kind, nth * 2)));
    return radius * Math.cos(2 * Math.PI * this.uniform(key, kind, nth * 2 + 1));
  }

  /** Uniform integer in [0, count). */
  integer(count: number, key: number, kind: RandomKind, nth = 0): number {
    return Math.floor(this.uniform(key, kind, nth) * count);
  }

  /** A source whose numbers have nothing to do with this one's, for (key, kind). */
  derive(key: number, kind: RandomKind): KeyedRandom {
    return new KeyedRandom(this.#word(key, kind, 0, 2));
  }

  /** Sequential numbers for one consumer, such as a policy's own choices. */
  stream(key: number, kind: RandomKind): RandomStream {
    return new RandomStream(this.#word(key, kind, 0, 3));
  }
}
