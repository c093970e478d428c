import type { Session } from "../../env/session/session.js";
import {
  AREA,
  CONTAMINATION,
  EDGE_DISTANCE,
  type Feature,
  MEAN_INTENSITY,
  PREDICTED_CTF_RESOLUTION,
} from "../../env/tree/feature-schema.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { predictionsOf } from "../belief/predictions.js";

/** What an operator sets before a session. */
export interface OperatorLimits {
  /** Predictions up to this are exposed. */
  readonly limitAngstrom: number;
  /** Ice outside of this window is not exposed, where there are no predictions. */
  readonly thinnestNanometers: number;
  readonly thickestNanometers: number;
}

/** I = I0 · exp(−thickness / Λ), Λ ≈ 395 nm at 300 kV with an energy filter (Rice et al. 2018, J. Struct. Biol. 204:38). */
const MEAN_FREE_PATH_NANOMETERS = 395;

/** Nearer to the edge of its square a hole is passed over: the ice is uneven there and the bar is near. An estimate. */
const LEAST_EDGE_DISTANCE_MICROMETERS = 2;

/** Holes of which more looks contaminated are passed over; an estimate. */
const MOST_CONTAMINATION = 0.2;

/** Share of a grid's squares at either end of the intensities that is passed over: empty or broken ones, thick ones. */
const PASSED_OVER_SHARE = 0.15;

/** Squares smaller than this share of the grid's median are passed over. */
const LEAST_AREA_SHARE = 0.5;

/**
 * Which leaves an operator would expose, by the features of the holes found so far: those predicted up to the limit or,
 * where no hole has a prediction, those in the window of ice thickness, not at the edge and not dirty. A feature that is
 * missing decides nothing.
 *
 * @returns 1 for those that pass, by row
 */
export function passingLeaves(session: Session, limits: OperatorLimits): Uint8Array {
  const { tree } = session;
  const predicted = predictionsOf(session, PREDICTED_CTF_RESOLUTION.name);
  const intensity = predictionsOf(session, MEAN_INTENSITY.name).values;
  const edge = predictionsOf(session, EDGE_DISTANCE.name).values;
  const contamination = predictionsOf(session, CONTAMINATION.name).values;
  const brightest = Math.exp(-limits.thinnestNanometers / MEAN_FREE_PATH_NANOMETERS);
  const darkest = Math.exp(-limits.thickestNanometers / MEAN_FREE_PATH_NANOMETERS);
  const passing = new Uint8Array(tree.size);
  for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
    const looksFine =
      !(intensity[leaf]! > brightest || intensity[leaf]! < darkest) &&
      !(edge[leaf]! < LEAST_EDGE_DISTANCE_MICROMETERS) &&
      !(contamination[leaf]! > MOST_CONTAMINATION);
    const passes = predicted.expected ? predicted.values[leaf]! <= limits.limitAngstrom : looksFine;
    passing[leaf] = passes ? 1 : 0;
  }
  return passing;
}

/**
 * The squares of a grid that an operator would pick in its atlas, in the order of picking: not the smallest, not the
 * brightest and darkest, the larger ones first; squares whose size is not known in the order of finding, after them.
 */
export function pickedSquares({ tree }: Session, grid: number): number[] {
  const first = tree.firstChild[grid]!;
  const squares = Array.from({ length: tree.childCount[grid]! }, (_, i) => first + i);
  const level = groupLevelOf(tree.shape) - 1;
  const featureOf = ({ name }: Feature) => {
    const index = tree.featureIndex(level, name);
    return (square: number) => (index === -1 ? Number.NaN : tree.feature(square, index));
  };
  const area = featureOf(AREA);
  const intensity = featureOf(MEAN_INTENSITY);
  const areas = known(squares.map(area));
  const intensities = known(squares.map(intensity));
  const least = LEAST_AREA_SHARE * (areas[Math.floor(areas.length / 2)] ?? 0);
  const cut = Math.floor(PASSED_OVER_SHARE * intensities.length);
  const darkest = intensities[cut] ?? Number.NaN;
  const brightest = intensities[intensities.length - 1 - cut] ?? Number.NaN;
  const size = (square: number) => (Number.isNaN(area(square)) ? 0 : area(square));
  return squares
    .filter((square) => !(area(square) < least || intensity(square) < darkest || intensity(square) > brightest))
    .sort((a, b) => size(b) - size(a) || a - b);
}

function known(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
}
