import type { TargetTree } from "../../../../env/tree/target-tree.js";

/** A place on a grid, µm. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a world knows no positions: from one target to the next one, by level, µm. */
const PITCH_MICROMETERS = [0, 0, 120, 15, 2.5];
const SQUARE_LEVEL = 2;

/**
 * Where each target of a world lies. Most worlds say so; targets of others are laid out in rows about the middle of what
 * they belong to, so that no two of a grid share a place.
 */
export class TargetPositions {
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  constructor(readonly tree: TargetTree) {
    this.#x = Float64Array.from(tree.stageXMicrometers);
    this.#y = Float64Array.from(tree.stageYMicrometers);
    for (let row = 0; row < tree.size; row++) this.#place(row);
  }

  at(row: number): Point {
    return { x: this.#x[row]!, y: this.#y[row]! };
  }

  /** The target of a level below a node that lies nearest to a place, and how far off it is; none: undefined. */
  nearest(
    below: number,
    level: number,
    { x, y }: Point,
  ): { readonly row: number; readonly distance: number } | undefined {
    let best: { row: number; distance: number } | undefined;
    for (const row of this.rows(below, level)) {
      const distance = Math.hypot(this.#x[row]! - x, this.#y[row]! - y);
      if (best === undefined || distance < best.distance) best = { row, distance };
    }
    return best;
  }

  /** The targets of a level below a node. */
  rows(below: number, level: number): number[] {
    const { tree } = this;
    const rows: number[] = [];
    for (let row = 1; row < tree.size; row++)
      if (tree.level[row] === level && tree.contains(below, row)) rows.push(row);
    return rows;
  }

  #place(row: number): void {
    if (!Number.isNaN(this.#x[row]!) && !Number.isNaN(this.#y[row]!)) return;
    const { tree } = this;
    const level = tree.level[row]!;
    if (level < SQUARE_LEVEL) {
      this.#x[row] = 0;
      this.#y[row] = 0;
      return;
    }
    const parent = tree.parent[row]!;
    const siblings = tree.childCount[parent]!;
    const columns = Math.ceil(Math.sqrt(siblings));
    const nth = row - tree.firstChild[parent]!;
    const pitch = PITCH_MICROMETERS[level] ?? 1;
    this.#x[row] = this.#x[parent]! + ((nth % columns) - (columns - 1) / 2) * pitch;
    this.#y[row] = this.#y[parent]! + (Math.floor(nth / columns) - (Math.ceil(siblings / columns) - 1) / 2) * pitch;
  }
}
