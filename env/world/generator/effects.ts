import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { GRID_RADIUS_MICROMETERS, SQUARE_FIELD_MICROMETERS, SQUARE_FIELD_SHARE } from "./epu-squares.js";
import type { Ground } from "./ground.js";
import { keyedNormal } from "./normal-table.js";
import type { Sample } from "./sample.js";
import type { SmoothField } from "./smooth-field.js";

/** Shares in the variance of a hole's contamination (of its logarithm); estimates. */
const CONTAMINATION_SHARES = { grid: 0.1, square: 0.3, hole: 0.6 };
export const OWN_CONTAMINATION = Math.sqrt(CONTAMINATION_SHARES.hole);

/** What the nodes of one level bring along for their holes, summed up from the grid down; in standard deviations. */
export interface LevelEffects {
  /** On being good; below 0 is better. */
  readonly good: Float64Array;
  /** On where in its class the CTF resolution lies; below 0 is better. */
  readonly value: Float64Array;
  readonly thickness: Float64Array;
  readonly contamination: Float64Array;
}

function levelEffects(size: number): LevelEffects {
  return {
    good: new Float64Array(size),
    value: new Float64Array(size),
    thickness: new Float64Array(size),
    contamination: new Float64Array(size),
  };
}

/** Effects of squares, those of their grids among them. */
export function squareEffects(
  ground: Ground,
  sampleOf: (grid: number) => Sample,
  smooth: SmoothField,
  random: KeyedRandom,
): LevelEffects {
  const effects = levelEffects(ground.squares);
  const gridContamination = Math.sqrt(CONTAMINATION_SHARES.grid);
  const squareContamination = Math.sqrt(CONTAMINATION_SHARES.square);
  const shared = Math.sqrt(SQUARE_FIELD_SHARE);
  const own = Math.sqrt(1 - SQUARE_FIELD_SHARE);
  for (let square = 0; square < ground.squares; square++) {
    const grid = ground.squareGrid[square]!;
    const { good, value, ice } = sampleOf(grid);
    const ofGrid = (nth: number) => keyedNormal(random, grid, RandomKind.GridEffect, nth);
    const ofSquare = (nth: number) => keyedNormal(random, square, RandomKind.SquareEffect, nth);
    const x = ground.squareX[square]!;
    const y = ground.squareY[square]!;
    const [fieldX, fieldY] = [x / SQUARE_FIELD_MICROMETERS, y / SQUARE_FIELD_MICROMETERS];
    const field = smooth.at(grid, 1, fieldX, fieldY);
    // Over a disc, each coordinate has a variance of a quarter of its squared radius.
    const slope = Math.SQRT2 * ((x * ofGrid(3) + y * ofGrid(4)) / GRID_RADIUS_MICROMETERS);
    effects.good[square] = good.grid * ofGrid(0) + good.square * ofSquare(0);
    effects.value[square] = value.grid * ofGrid(1) + value.square * ofSquare(1);
    effects.thickness[square] =
      ice.grid * ofGrid(2) + ice.gradient * slope + ice.square * (shared * field + own * ofSquare(2));
    effects.contamination[square] = gridContamination * ofGrid(5) + squareContamination * ofSquare(3);
  }
  return effects;
}

/** Effects of groups, those above them among them: in part a field over the square, so that neighbours are alike. */
export function groupEffects(
  ground: Ground,
  sampleOf: (grid: number) => Sample,
  squares: LevelEffects,
  smooth: SmoothField,
  random: KeyedRandom,
): LevelEffects {
  const effects = levelEffects(ground.groups);
  for (let group = 0; group < ground.groups; group++) {
    const square = ground.groupSquare[group]!;
    const { good, value, ice, groupField } = sampleOf(ground.squareGrid[square]!);
    const x = (ground.groupX[group]! - ground.squareX[square]!) / groupField.lengthMicrometers;
    const y = (ground.groupY[group]! - ground.squareY[square]!) / groupField.lengthMicrometers;
    const effect = (nth: number) =>
      groupField.shared * smooth.at(square, nth, x, y) +
      groupField.own * keyedNormal(random, group, RandomKind.GroupEffect, nth);
    effects.good[group] = squares.good[square]! + good.group * effect(0);
    effects.value[group] = squares.value[square]! + value.group * effect(1);
    effects.thickness[group] = squares.thickness[square]! + ice.group * effect(2);
    effects.contamination[group] = squares.contamination[square]!;
  }
  return effects;
}
