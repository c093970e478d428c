import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import type { LevelEffects } from "./effects.js";
import { type Ground, SquareState } from "./ground.js";
import { LEAST_ICE_NANOMETERS, transmission } from "./ice.js";
import { keyedNormal } from "./normal-table.js";
import type { Sample } from "./sample.js";

/** What the foil between the holes lets through, and the holes' share of a square; estimates. */
const FOIL_TRANSMISSION = 0.75;
const OPEN_SHARE = 0.2;

/** By so much does a square look smaller in the atlas for each standard deviation of ice more; an estimate. */
const AREA_LOST_TO_ICE = 0.05;

/** Noise of the atlas, as a share of the full intensity; an estimate. */
const INTENSITY_NOISE = 0.02;

/**
 * What the atlas shows of squares: open area, mean and spread of the intensity.
 *
 * @param features [squares × 3], in the order of the feature schema
 */
export function fillSquares(
  ground: Ground,
  sampleOf: (grid: number) => Sample,
  effects: LevelEffects,
  features: Float64Array,
  random: KeyedRandom,
): void {
  for (let square = 0; square < ground.squares; square++) {
    const { benefit } = sampleOf(ground.squareGrid[square]!);
    const { meanNanometers, sdNanometers } = benefit.ice;
    const noise = (nth: number) => keyedNormal(random, square, RandomKind.SquareNoise, nth);
    const state = ground.squareState[square]!;
    const deviation = effects.thickness[square]!;
    const ice =
      state === SquareState.Whole ? Math.max(LEAST_ICE_NANOMETERS, meanNanometers + sdNanometers * deviation) : 0;
    const film = state === SquareState.Broken ? 1 : OPEN_SHARE + (1 - OPEN_SHARE) * FOIL_TRANSMISSION;
    const seenShare = Math.min(1, Math.max(0.3, 1 - AREA_LOST_TO_ICE * deviation));
    const broken = state === SquareState.Broken || !Number.isNaN(ground.crackX[square]!);
    const spread = (broken ? 0.12 : 0.06) * Math.exp(0.25 * noise(1)) + 0.01 * Math.abs(effects.contamination[square]!);
    features[3 * square] = ground.squareSide[square]! ** 2 * seenShare;
    features[3 * square + 1] = Math.max(0, film * transmission(ice) + INTENSITY_NOISE * noise(0));
    features[3 * square + 2] = spread;
  }
}
