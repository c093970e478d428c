import type { TreeArrays } from "../../tree/target-tree.js";
import type { TreeShape } from "../../tree/tree-shape.js";
import type { Ground } from "./ground.js";

/** Pixels of a group's image from hole to hole, as in session 21mar02c. */
const HOLE_PITCH_PIXELS = 182;

/** The levels' first rows, and the tree's arrays without positions of what lies in holes. */
export interface Rows {
  readonly squares: number;
  readonly groups: number;
  readonly holes: number;
  readonly positions: number;
  readonly size: number;
  /** Of a group's image. */
  readonly pixelsPerMicrometer: number;
  readonly arrays: TreeArrays &
    Required<Pick<TreeArrays, "imageXPixels" | "imageYPixels">> &
    Required<Pick<TreeArrays, "stageXMicrometers" | "stageYMicrometers">>;
}

/** The arrays of a world's tree; features are missing until they are written. */
export function worldArrays(
  ground: Ground,
  shape: TreeShape,
  positionsPerHole: number,
  holePitchMicrometers: number,
): Rows {
  const squares = 1 + ground.grids;
  const groups = squares + ground.squares;
  const holes = groups + ground.groups;
  const positions = holes + ground.holes;
  const size = positions + ground.holes * positionsPerHole;
  const starts = [0, 1, squares, groups, holes, positions];
  const levelStart = Int32Array.from(positionsPerHole > 0 ? [...starts, size] : starts);
  const parent = new Int32Array(size);
  parent[0] = -1;
  for (let square = 0; square < ground.squares; square++) parent[squares + square] = 1 + ground.squareGrid[square]!;
  for (let group = 0; group < ground.groups; group++) parent[groups + group] = squares + ground.groupSquare[group]!;
  for (let hole = 0; hole < ground.holes; hole++) parent[holes + hole] = groups + ground.holeGroup[hole]!;
  for (let row = positions, hole = holes; row < size; hole++) {
    for (let n = 0; n < positionsPerHole; n++) parent[row++] = hole;
  }
  const unknown = () => new Float64Array(size).fill(Number.NaN);
  const [imageXPixels, imageYPixels, stageXMicrometers, stageYMicrometers] = [
    unknown(),
    unknown(),
    unknown(),
    unknown(),
  ];
  const pixelsPerMicrometer = HOLE_PITCH_PIXELS / holePitchMicrometers;
  stageXMicrometers.set(ground.squareX.subarray(0, ground.squares), squares);
  stageYMicrometers.set(ground.squareY.subarray(0, ground.squares), squares);
  stageXMicrometers.set(ground.groupX.subarray(0, ground.groups), groups);
  stageYMicrometers.set(ground.groupY.subarray(0, ground.groups), groups);
  stageXMicrometers.set(ground.holeX.subarray(0, ground.holes), holes);
  stageYMicrometers.set(ground.holeY.subarray(0, ground.holes), holes);
  for (let hole = 0; hole < ground.holes; hole++) {
    const group = ground.holeGroup[hole]!;
    imageXPixels[holes + hole] = (ground.holeX[hole]! - ground.groupX[group]!) * pixelsPerMicrometer;
    imageYPixels[holes + hole] = (ground.holeY[hole]! - ground.groupY[group]!) * pixelsPerMicrometer;
  }
  const features = shape.features.levels.map(({ length }, level) =>
    new Float64Array(length * (levelStart[level + 1]! - levelStart[level]!)).fill(Number.NaN),
  );
  const arrays = {
    shape,
    parent,
    levelStart,
    ordinal: depthFirst(parent),
    imageXPixels,
    imageYPixels,
    stageXMicrometers,
    stageYMicrometers,
    features,
    nameOf: (row: number) => nameOf(shape, parent, levelStart, row),
  };
  return { squares, groups, holes, positions, size, pixelsPerMicrometer, arrays };
}

/** Places in the order of finding when each square is surveyed in its turn, as a session table lists them. */
function depthFirst(parent: Int32Array): Int32Array {
  const below = new Int32Array(parent.length).fill(1);
  for (let row = parent.length - 1; row > 0; row--) below[parent[row]!]! += below[row]!;
  const ordinal = new Int32Array(parent.length);
  ordinal[0] = -1;
  let next = 0;
  for (let row = 1; row < parent.length; row++) {
    const above = parent[row]!;
    if (above !== parent[row - 1]!) next = ordinal[above]! + 1;
    ordinal[row] = next;
    next += below[row]!;
  }
  return ordinal;
}

/** `grid-1`, `square-1`, `group-1` count over the world, `hole-1`, `position-1` within their parent. */
function nameOf(shape: TreeShape, parent: Int32Array, levelStart: Int32Array, row: number): string {
  let level = 1;
  while (levelStart[level + 1]! <= row) level++;
  let first = levelStart[level]!;
  if (level >= 4) {
    first = row;
    while (parent[first - 1] === parent[row]) first--;
  }
  return `${shape.levels[level]}-${row - first + 1}`;
}
