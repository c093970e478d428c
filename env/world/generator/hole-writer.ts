import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { type LevelEffects, OWN_CONTAMINATION } from "./effects.js";
import { type Ground, SquareState } from "./ground.js";
import { LEAST_ICE_NANOMETERS, transmission } from "./ice.js";
import type { Leaves } from "./leaves.js";
import { keyedNormal } from "./normal-table.js";
import { POSITION_SHARE, type PositionWriter } from "./position-writer.js";
import type { Predictor } from "./predictor.js";
import type { Sample } from "./sample.js";
import type { SmoothField } from "./smooth-field.js";
import type { Rows } from "./world-arrays.js";

/** Noise of the square's image, as a share of the full intensity; an estimate. */
const INTENSITY_NOISE = 0.012;

/** What contamination takes of the intensity of the area that it covers; an estimate. */
const CONTAMINATION_LOSS = 0.4;

/** On either side of a crack, holes are broken so far; an estimate. */
const CRACK_MICROMETERS = 2.5;

/** By how much a hole's texture shows in the logarithm of its spread, and the noise of that; estimates. */
const TEXTURE_SHOWN = 0.35;
const SPREAD_NOISE = 0.2;

/** Place between a square's middle (0) and edge (1), squared, has this mean and standard deviation over its area. */
const EDGE_PROFILE_MEAN = 1 / 2;
const EDGE_PROFILE_SD = 1 / Math.sqrt(12);

/** Number of a hole's features, in the order of the feature schema. */
const WIDTH = 5;

/** Writes features and truth of the holes of one world. */
export class HoleWriter {
  readonly #features: Float64Array;
  #signedSquare = -1;
  #sign = 1;

  constructor(
    readonly ground: Ground,
    readonly sampleOf: (grid: number) => Sample,
    readonly groups: LevelEffects,
    readonly rows: Rows,
    readonly leaves: Leaves,
    readonly smooth: SmoothField,
    readonly random: KeyedRandom,
    /** Share of holes without ice. */
    readonly emptyShare: number,
    /** Undefined: there is no regressor. */
    readonly predictor: Predictor | undefined,
    /** Undefined: a hole is exposed once. */
    readonly positions: PositionWriter | undefined,
  ) {
    this.#features = rows.arrays.features[4]!;
  }

  writeAll(): void {
    const { ground } = this;
    for (let hole = 0; hole < ground.holes; hole++) {
      const square = ground.groupSquare[ground.holeGroup[hole]!]!;
      const sample = this.sampleOf(ground.squareGrid[square]!);
      if (this.#isEmpty(hole, square)) this.#writeEmpty(hole, square, sample);
      else this.#write(hole, square, sample);
    }
  }

  #isEmpty(hole: number, square: number): boolean {
    const { ground, emptyShare } = this;
    if (ground.squareState[square] === SquareState.Empty) return true;
    if (emptyShare > 0 && this.random.uniform(hole, RandomKind.Defect, 6) < emptyShare) return true;
    const x = ground.holeAlong[hole]! - ground.crackX[square]!;
    const y = ground.holeAcross[hole]! - ground.crackY[square]!;
    return Math.abs(x * ground.crackSin[square]! - y * ground.crackCos[square]!) <= CRACK_MICROMETERS;
  }

  #writeEmpty(hole: number, square: number, sample: Sample): void {
    this.#writeFeatures(hole, square, 1, 0.01 * Math.exp(SPREAD_NOISE * this.#noise(hole, 1)), 0);
    if (this.predictor !== undefined) this.#features[WIDTH * hole + 4] = this.predictor.ofEmpty(hole, sample);
    if (this.positions === undefined) this.leaves.writeEmpty(this.rows.holes + hole);
    else this.positions.writeEmpty(hole);
  }

  #write(hole: number, square: number, sample: Sample): void {
    const { ground, groups, random, leaves } = this;
    const group = ground.holeGroup[hole]!;
    const { good, value, ice, benefit, holeField } = sample;
    const length = holeField.lengthMicrometers;
    this.smooth.place(ground.holeAlong[hole]! / length, ground.holeAcross[hole]! / length);
    const half = ground.squareSide[square]! / 2;
    const place = Math.min(1, Math.max(Math.abs(ground.holeAlong[hole]!), Math.abs(ground.holeAcross[hole]!)) / half);
    const profile = (place * place - EDGE_PROFILE_MEAN) / EDGE_PROFILE_SD;
    const deviation =
      groups.thickness[group]! +
      ice.edge * this.#edgeSign(square) * profile +
      ice.own * this.#own(hole, square, sample, 2);
    const thickness = Math.max(LEAST_ICE_NANOMETERS, benefit.ice.meanNanometers + benefit.ice.sdNanometers * deviation);
    const soiling = groups.contamination[group]! + OWN_CONTAMINATION * this.#noise(hole, 2);
    const texture = keyedNormal(random, hole, RandomKind.Texture);
    // All but the ice, which may differ from position to position, and what is the hole's own.
    const goodRest = groups.good[group]! + good.contamination * soiling + good.texture * texture;
    const valueRest = groups.value[group]! + value.contamination * soiling + value.texture * texture;
    const goodOwn = good.own * this.#own(hole, square, sample, 0);
    const valueOwn = value.own * this.#own(hole, square, sample, 1);
    const closeness = benefit.closeness(thickness);
    const iceBenefit = benefit.standardised(closeness);
    const goodEffect = goodRest + goodOwn - good.ice * iceBenefit;
    const logCtf = leaves.logCtf(sample, goodEffect, valueRest + valueOwn - value.ice * iceBenefit);
    const contamination = Math.min(1, sample.contamination * Math.exp(soiling - 0.5));
    const spread =
      (0.03 + 0.15 * contamination) * Math.exp(TEXTURE_SHOWN * texture + SPREAD_NOISE * this.#noise(hole, 1));
    this.#writeFeatures(
      hole,
      square,
      transmission(thickness) * (1 - CONTAMINATION_LOSS * contamination),
      spread,
      contamination,
    );
    if (this.predictor !== undefined) {
      this.#features[WIDTH * hole + 4] = this.predictor.ofHole(hole, sample, logCtf, thickness, soiling);
    }
    if (this.positions === undefined) {
      leaves.write(this.rows.holes + hole, hole, sample, thickness, closeness, goodEffect, logCtf);
    } else {
      const kept = Math.sqrt(1 - POSITION_SHARE);
      this.positions.write(hole, sample, thickness, goodRest + kept * goodOwn, valueRest + kept * valueOwn);
    }
  }

  /** 1 where a square's ice is thicker at its edge, −1 where it is thinner there. */
  #edgeSign(square: number): number {
    if (square !== this.#signedSquare) {
      this.#signedSquare = square;
      this.#sign = this.random.uniform(square, RandomKind.Thickness) < 0.5 ? -1 : 1;
    }
    return this.#sign;
  }

  /** The hole's own standard normal number: in part a field over the square, so that neighbours are alike. */
  #own(hole: number, square: number, { holeField }: Sample, nth: number): number {
    const own = keyedNormal(this.random, hole, RandomKind.HoleEffect, nth);
    return holeField.shared === 0 ? own : holeField.shared * this.smooth.here(square, nth) + holeField.own * own;
  }

  #noise(hole: number, nth: number): number {
    return keyedNormal(this.random, hole, RandomKind.FeatureNoise, nth);
  }

  #writeFeatures(hole: number, square: number, intensity: number, spread: number, contamination: number): void {
    const { ground } = this;
    const fromMiddle = Math.max(Math.abs(ground.holeAlong[hole]!), Math.abs(ground.holeAcross[hole]!));
    const at = WIDTH * hole;
    this.#features[at] = Math.max(0, intensity + INTENSITY_NOISE * this.#noise(hole, 0));
    this.#features[at + 1] = spread;
    this.#features[at + 2] = Math.max(0, ground.squareSide[square]! / 2 - fromMiddle);
    this.#features[at + 3] = Math.min(1, contamination * Math.exp(0.3 * this.#noise(hole, 3)));
  }
}
