import type { TargetTree, TreeArrays } from "../../../tree/target-tree.js";

/** Diameter of the usual grid: no two places on one are farther apart. */
export const GRID_DIAMETER_MICROMETERS = 3050;

/** Levels of the trees that stages know: where it goes changes on these. */
export const GRID = 1;
export const SQUARE = 2;
export const GROUP = 3;
export const HOLE = 4;

/** The row whose place the stage is at when it stands at a row: holes are reached from their group by image shift. */
export function stageRow({ level, parent }: TargetTree, row: number): number {
  let at = row;
  while (level[at]! > GROUP) at = parent[at]!;
  return at;
}

/**
 * Stage distance between two grids, squares or groups of one grid. A grid's own place is the middle of the stage unless
 * its tree says otherwise. A place that nobody knows counts as far away as a grid is wide.
 */
export function stageDistanceMicrometers(tree: TargetTree, from: number, to: number): number {
  const { stageXMicrometers, stageYMicrometers, level } = tree;
  let dx = stageXMicrometers[to]!;
  let dy = stageYMicrometers[to]!;
  const x = stageXMicrometers[from]!;
  const y = stageYMicrometers[from]!;
  if (level[from] !== GRID || !Number.isNaN(x)) {
    dx -= x;
    dy -= y;
  }
  const distance = Math.sqrt(dx * dx + dy * dy);
  return Number.isNaN(distance) ? GRID_DIAMETER_MICROMETERS : distance;
}

/** Upper bound of {@link stageDistanceMicrometers} in a tree: a grid's diameter, or more if its places lie wider. */
export function mostDistanceMicrometers({ stageXMicrometers, stageYMicrometers, levelStart }: TreeArrays): number {
  if (stageXMicrometers === undefined || stageYMicrometers === undefined) return GRID_DIAMETER_MICROMETERS;
  const extent = (values: Float64Array) => {
    let least = 0;
    let most = 0;
    for (let row = levelStart[GRID]!; row < levelStart[HOLE]!; row++) {
      if (values[row]! < least) least = values[row]!;
      if (values[row]! > most) most = values[row]!;
    }
    return most - least;
  };
  return Math.max(GRID_DIAMETER_MICROMETERS, Math.hypot(extent(stageXMicrometers), extent(stageYMicrometers)));
}

/** Why a stage can't find its way in a tree; undefined if it can. */
export function placeProblem({ shape, arrays }: TargetTree): string | undefined {
  const { levels } = shape;
  if (levels[GRID] !== "grid" || levels[SQUARE] !== "square" || levels[GROUP] !== "group") {
    return `the latency model 'kinematic' knows the levels cassette, grid, square, group, hole (and position), not ${levels.join(", ")}; use the latency model 'levels'`;
  }
  const lacking = (level: number) => {
    const { levelStart, stageXMicrometers, stageYMicrometers } = arrays;
    let count = 0;
    for (let row = levelStart[level]!; row < levelStart[level + 1]!; row++) {
      if (!(Number.isFinite(stageXMicrometers?.[row]) && Number.isFinite(stageYMicrometers?.[row]))) count++;
    }
    return count;
  };
  const squares = lacking(SQUARE);
  const groups = lacking(GROUP);
  if (squares + groups === 0) return undefined;
  return `the latency model 'kinematic' needs stage positions, which ${squares} squares and ${groups} groups lack: a session table gives them in the columns stage_x_micrometers and stage_y_micrometers; without them use the latency model 'levels'`;
}
