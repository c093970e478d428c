import type { TargetTree } from "../../tree/target-tree.js";
import { childrenOf, drawnLevels, leavesBelow, rowsOfLevelBelow } from "../tree-walk.js";
import { latticePatch, measuredPatch, type Patch } from "./patch-positions.js";

/** Positions in one hole lie within this distance of its middle, in pitches of the holes. */
const POSITIONS_RADIUS = 0.3;

/** A target's holes and, where holes have several, their positions, in pitches of the holes from 0 up, y downward. */
export interface HolePatch extends Patch {
  /** Rows of what is placed: holes, and the positions in them. */
  readonly rows: readonly number[];
}

/** Where the holes below groups and squares lie; each is worked out once. */
export class HolePatches {
  /** Whether the holes of every square lie where the stage finds them. */
  readonly onStage: boolean;
  readonly #known = new Map<number, HolePatch>();

  constructor(readonly tree: TargetTree) {
    const { square, hole } = drawnLevels(tree);
    this.onStage = rowsOfLevelBelow(tree, 0, square).every((row) => {
      const holes = rowsOfLevelBelow(tree, row, hole);
      return holes.length === 0 || measuredPatch(tree, holes, true) !== undefined;
    });
  }

  /** The patch of a group or, on the stage, of a square. */
  below(row: number): HolePatch {
    const known = this.#known.get(row) ?? this.#place(row);
    this.#known.set(row, known);
    return known;
  }

  #place(row: number): HolePatch {
    const { tree } = this;
    const level = drawnLevels(tree).hole;
    const holes = rowsOfLevelBelow(tree, row, level);
    const patch = measuredPatch(tree, holes, this.onStage) ?? latticePatch(holes.length);
    if (level === tree.leafLevel) return { ...patch, rows: holes };
    const rows = [...holes];
    const x = [...patch.x];
    const y = [...patch.y];
    holes.forEach((hole, i) => {
      const inside = positionsIn(tree, hole);
      leavesBelow(tree, hole).forEach((leaf, j) => {
        rows.push(leaf);
        x.push(patch.x[i]! + inside.x[j]!);
        y.push(patch.y[i]! + inside.y[j]!);
      });
    });
    return { ...patch, rows, x, y };
  }
}

/** Positions in a hole around its middle: as its image shows them, else on a ring. */
function positionsIn(tree: TargetTree, hole: number): { readonly x: readonly number[]; readonly y: readonly number[] } {
  const leaves = leavesBelow(tree, hole);
  const measured = childrenOf(tree, hole).length === leaves.length ? measuredPatch(tree, leaves, false) : undefined;
  if (leaves.length > 1 && measured !== undefined) {
    const scale = POSITIONS_RADIUS / (0.5 * Math.max(measured.width, measured.height));
    return {
      x: measured.x.map((value) => (value - measured.width / 2) * scale),
      y: measured.y.map((value) => (value - measured.height / 2) * scale),
    };
  }
  const radius = leaves.length === 1 ? 0 : POSITIONS_RADIUS;
  const turn = leaves.map((_, i) => (2 * Math.PI * i) / leaves.length - Math.PI / 2);
  return { x: turn.map((angle) => radius * Math.cos(angle)), y: turn.map((angle) => radius * Math.sin(angle)) };
}
