import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import type { Ground } from "./ground.js";
import { LEAST_ICE_NANOMETERS } from "./ice.js";
import type { Leaves } from "./leaves.js";
import { keyedNormal } from "./normal-table.js";
import type { Sample } from "./sample.js";
import type { Rows } from "./world-arrays.js";

/** Share of a hole's own variance that differs from position to position; an estimate. */
export const POSITION_SHARE = 0.3;

/** Of the hole pitch: foils such as R1.2/1.3 have holes of 1.2 µm, 2.5 µm apart. */
const HOLE_RADIUS_SHARE = 0.24;

/** The outermost position lies within this share of the hole's radius. */
const OUTERMOST = 0.8;

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Writes features and truth of the positions of holes: the first in the middle, the others spread evenly around it on a
 * sunflower spiral (Vogel 1979). Ice is thinnest in the middle of a hole and thickest at its rim.
 */
export class PositionWriter {
  readonly #features: Float64Array;
  /** By number in the hole: from its middle, as a share of its radius. */
  readonly #offset: Float64Array;
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  constructor(
    readonly ground: Ground,
    readonly rows: Rows,
    readonly leaves: Leaves,
    readonly random: KeyedRandom,
    readonly perHole: number,
    holePitchMicrometers: number,
  ) {
    this.#features = rows.arrays.features[5]!;
    const radius = HOLE_RADIUS_SHARE * holePitchMicrometers;
    this.#offset = Float64Array.from({ length: perHole }, (_, n) => OUTERMOST * Math.sqrt(n / perHole));
    this.#x = this.#offset.map((offset, n) => radius * offset * Math.cos(n * GOLDEN_ANGLE));
    this.#y = this.#offset.map((offset, n) => radius * offset * Math.sin(n * GOLDEN_ANGLE));
  }

  writeEmpty(hole: number): void {
    for (let n = 0; n < this.perHole; n++) this.leaves.writeEmpty(this.#place(hole, n));
  }

  /**
   * @param goodRest what decides on being good, without the ice and without the position's own
   * @param valueRest the same for where in its class the CTF resolution lies
   */
  write(hole: number, sample: Sample, thickness: number, goodRest: number, valueRest: number): void {
    const { random, leaves } = this;
    const { good, value, benefit } = sample;
    const own = Math.sqrt(POSITION_SHARE);
    for (let n = 0; n < this.perHole; n++) {
      const key = hole * this.perHole + n;
      const bulge = this.#offset[n]! ** 2 - 0.5;
      const here = Math.max(LEAST_ICE_NANOMETERS, thickness + sample.meniscusNanometers * bulge);
      const closeness = benefit.closeness(here);
      const iceBenefit = benefit.standardised(closeness);
      const goodOwn = own * good.own * keyedNormal(random, key, RandomKind.PositionEffect, 0);
      const valueOwn = own * value.own * keyedNormal(random, key, RandomKind.PositionEffect, 1);
      const goodEffect = goodRest + goodOwn - good.ice * iceBenefit;
      const logCtf = leaves.logCtf(sample, goodEffect, valueRest + valueOwn - value.ice * iceBenefit);
      leaves.write(this.#place(hole, n), key, sample, here, closeness, goodEffect, logCtf);
    }
  }

  /** Where a position lies; its row. */
  #place(hole: number, n: number): number {
    const { ground, rows } = this;
    const row = rows.positions + hole * this.perHole + n;
    const { stageXMicrometers, stageYMicrometers, imageXPixels, imageYPixels } = rows.arrays;
    const x = this.#x[n]!;
    const y = this.#y[n]!;
    stageXMicrometers[row] = ground.holeX[hole]! + x;
    stageYMicrometers[row] = ground.holeY[hole]! + y;
    imageXPixels[row] = imageXPixels[rows.holes + hole]! + x * rows.pixelsPerMicrometer;
    imageYPixels[row] = imageYPixels[rows.holes + hole]! + y * rows.pixelsPerMicrometer;
    this.#features[hole * this.perHole + n] = Math.sqrt(x * x + y * y);
    return row;
  }
}
