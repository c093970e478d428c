import type { RandomStream } from "../../../env/random/random-stream.js";
import type { TargetDescription } from "../../../env/tree/target-description.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { defaultTreeShape, positionTreeShape } from "../../../env/tree/tree-shape.js";
import type { WorldData } from "../../../env/world/world-data.js";

/** What an exposure shows beside its resolution. */
export type Shows = "resolution" | "particles" | "tilts";

const PLANNED_TILTS = 40;

/** Distances between neighbours, and how far each may lie off. */
const SQUARE_PITCH_MICROMETERS = 120;
const GROUP_PITCH_MICROMETERS = 9;
const SCATTER = 0.6;

/**
 * A world so small that the best way through it can be computed: up to 2 grids, 4 squares and 7 groups with 4 to 8 holes
 * in all, three in five of them good; groups of a square so near to each other that some keep the last one's focus.
 *
 * @param positions whether holes have up to 2 positions; then there are 4 to 8 of these
 */
export function smallWorld(random: RandomStream, shows: Shows, positions: boolean): WorldData {
  const targets: TargetDescription[] = [];
  const add = (parentId: string | undefined, level: number, place?: readonly [number, number]) => {
    const id = `t${targets.length}`;
    const stage = place === undefined ? {} : { stageXMicrometers: place[0], stageYMicrometers: place[1] };
    targets.push({ id, ...(parentId === undefined ? {} : { parentId }), level, name: id, ...stage });
    return id;
  };
  const near = (pitch: number) => pitch * (1 + SCATTER * (random.uniform() - 0.5));
  const groups: string[] = [];
  const grids = 1 + random.integer(2);
  for (let g = 0; g < grids; g++) {
    const grid = add(undefined, 1);
    const squares = 1 + random.integer(2);
    for (let s = 0; s < squares; s++) {
      const at = [near(SQUARE_PITCH_MICROMETERS) * (s + 1), near(SQUARE_PITCH_MICROMETERS)] as const;
      const square = add(grid, 2, at);
      const inSquare = grids * squares > 2 ? 1 + random.integer(2) : 1 + random.integer(3);
      for (let p = 0; p < inSquare; p++) {
        const offset = near(GROUP_PITCH_MICROMETERS) * (p - (inSquare - 1) / 2);
        groups.push(add(square, 3, [at[0] + offset, at[1] + near(GROUP_PITCH_MICROMETERS)]));
      }
    }
  }
  const most = 4 + random.integer(5);
  for (let leaves = 0; leaves < most; ) {
    const hole = add(groups[leaves < groups.length ? leaves : random.integer(groups.length)]!, 4);
    const exposures = positions ? Math.min(1 + random.integer(2), most - leaves) : 1;
    if (positions) for (let i = 0; i < exposures; i++) add(hole, 5);
    leaves += exposures;
  }
  const tree = TargetTree.from(targets, positions ? positionTreeShape : defaultTreeShape);
  const ofLeaves = (value: () => number, none: number) => (_: unknown, row: number) =>
    tree.isLeaf(row) ? value() : none;
  const { size } = tree;
  return {
    tree,
    ctfResolutionAngstrom: Float64Array.from(
      { length: size },
      ofLeaves(() => (random.uniform() < 0.6 ? 3 + 3 * random.uniform() : 6.1 + 6 * random.uniform()), Number.NaN),
    ),
    ...(shows === "particles" && {
      particleCount: Float32Array.from(
        { length: size },
        ofLeaves(() => 50 + random.integer(250), Number.NaN),
      ),
    }),
    ...(shows === "tilts" && {
      completedTilts: Uint8Array.from(
        { length: size },
        ofLeaves(() => (random.uniform() < 0.6 ? PLANNED_TILTS : random.integer(PLANNED_TILTS)), 0),
      ),
      plannedTilts: PLANNED_TILTS,
    }),
    spent: [],
  };
}
