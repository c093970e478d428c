import type { TargetTree } from "../../tree/target-tree.js";
import { childrenOf, type DrawnLevels, drawnLevels, rowsOfLevelBelow } from "../tree-walk.js";
import { HolePatches } from "./hole-patches.js";
import { latticePatch, measuredPatch } from "./patch-positions.js";
import { compactShelves, type Shelves, type Size, shelves } from "./shelves.js";

/** A target that is drawn as a box around what is in it. Pixels of the map, y downward. */
export interface MapFrame extends Size {
  readonly row: number;
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** Where a map shows each target. */
export interface MapLayout extends Size {
  /** `stage`: the holes of a square are where the stage finds them. Squares are set side by side either way. */
  readonly kind: "stage" | "schematic";
  /** Of holes and leaves by row; NaN for other targets. Pixels of the map, y downward. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Distance of neighbouring leaves, pixels: what marks are sized by. */
  readonly pitch: number;
  /** Distance of neighbouring holes, pixels; greater than {@link pitch} where holes have several positions. */
  readonly holePitch: number;
  /** Outer ones first: grids, squares and groups in which holes are known, and grids in which nothing is. */
  readonly frames: readonly MapFrame[];
  /** Small boxes for all squares of the grids that have squares without known holes, as in an atlas. */
  readonly cells: readonly MapFrame[];
}

export interface LayoutOptions {
  /** Default 1070. */
  readonly maxWidth?: number;
  /** Holes shrink until the map is no higher, as far as they stay legible. Default 780. */
  readonly maxHeight?: number;
}

const LARGEST_PITCH = 15;
const LEAST_PITCH = 6;
/** Holes with several positions each are so much farther apart. */
const HOLE_PER_POSITION_PITCH = 2.4;
/** Room for a square's name and counts, at its top. */
export const SQUARE_HEADER = 36;
/** Room for a frame's name, by its height above the groups: group, square, grid and beyond. */
const HEADER = [0, SQUARE_HEADER, 24] as const;
export const SQUARE_PADDING = 7;
const PADDING = [0, SQUARE_PADDING, 8] as const;
const GAP = [0, 0, 10] as const;
/** A name and a count need this much. */
const LEAST_NAMED_WIDTH = 128;
const CELL = 17;
const CELL_PITCH = 21;

/**
 * Where a map shows all that is known: grids as blocks, squares as panels in them, the groups of a square side by side,
 * holes as in their group's image or, if all holes have stage positions, as these are within their square. Squares
 * whose holes are not known are cells of an atlas at their stage positions, or in a lattice.
 */
export function layoutMap(tree: TargetTree, options: LayoutOptions = {}): MapLayout {
  const { maxWidth = 1070, maxHeight = 780 } = options;
  const patches = new HolePatches(tree);
  for (let pitch = LARGEST_PITCH; ; pitch--) {
    const layout = new Placement(tree, patches, pitch, maxWidth).layout();
    if (pitch === LEAST_PITCH || layout.height <= maxHeight) return layout;
  }
}

/** One target's box, and how to set what is in it once the box has its place. */
interface Box extends Size {
  place(x: number, y: number): void;
}

class Placement {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #frames: MapFrame[] = [];
  readonly #cells: MapFrame[] = [];
  readonly #levels: DrawnLevels;
  readonly #holePitch: number;

  constructor(
    readonly tree: TargetTree,
    readonly patches: HolePatches,
    readonly pitch: number,
    readonly maxWidth: number,
  ) {
    this.#x = new Float64Array(tree.size).fill(Number.NaN);
    this.#y = new Float64Array(tree.size).fill(Number.NaN);
    this.#levels = drawnLevels(tree);
    this.#holePitch = this.#levels.hole === tree.leafLevel ? pitch : HOLE_PER_POSITION_PITCH * pitch;
  }

  layout(): MapLayout {
    const root = this.#contents(0, 0);
    root.place(0, 0);
    return {
      kind: this.patches.onStage ? "stage" : "schematic",
      width: root.width,
      height: root.height,
      x: this.#x,
      y: this.#y,
      pitch: this.pitch,
      holePitch: this.#holePitch,
      frames: this.#frames.sort((a, b) => a.level - b.level || a.row - b.row),
      cells: this.#cells,
    };
  }

  /** A target with its frame. */
  #framed(row: number, outside: number): Box {
    const { tree } = this;
    const above = Math.max(0, Math.min(this.#levels.group - tree.level[row]!, 2)) as 0 | 1 | 2;
    const padding = PADDING[above];
    const header = HEADER[above];
    const inner = this.#contents(row, outside + 2 * padding);
    const width = Math.max(above === 0 ? 0 : LEAST_NAMED_WIDTH, inner.width + 2 * padding);
    const height = inner.height + header + (above === 0 || inner.height === 0 ? 0 : padding);
    return {
      width,
      height,
      place: (x, y) => {
        if (above > 0 || !this.patches.onStage) {
          this.#frames.push({ row, level: tree.level[row]!, x, y, width, height });
        }
        inner.place(x + (above === 0 ? 0 : padding), y + header);
      },
    };
  }

  /** What is in a target. @param outside what the frames around it take of the width */
  #contents(row: number, outside: number): Box {
    const { tree } = this;
    const { group, square } = this.#levels;
    const level = tree.level[row]!;
    if (level >= group || (level === square && this.patches.onStage)) return this.#patch(row);
    const children = childrenOf(tree, row);
    const shown = level < square - 1 ? children : children.filter((child) => this.#hasHoles(child));
    const boxes = shown.map((child) => this.#framed(child, outside));
    if (level === square - 1 && shown.length < children.length) {
      boxes.unshift(this.#atlas(children, this.maxWidth - outside));
    }
    const found = this.#shelves(level, boxes, this.maxWidth - outside);
    return {
      width: found.width,
      height: found.height,
      place: (x, y) => {
        boxes.forEach((box, i) => {
          box.place(x + found.places[i]!.x, y + found.places[i]!.y);
        });
      },
    };
  }

  #hasHoles(row: number): boolean {
    return rowsOfLevelBelow(this.tree, row, this.#levels.hole).length > 0;
  }

  #shelves(level: number, boxes: readonly Box[], maxWidth: number): Shelves {
    if (level < this.#levels.square) return shelves(boxes, GAP[2], maxWidth);
    const compact = compactShelves(boxes, 0.6 * this.pitch, 1);
    return compact.width <= maxWidth ? compact : shelves(boxes, 0.6 * this.pitch, maxWidth);
  }

  /** The squares of a grid as its atlas shows them. */
  #atlas(squares: readonly number[], maxWidth: number): Box {
    const { tree } = this;
    const measured = measuredPatch(tree, squares, true);
    const fits = measured !== undefined && measured.width * CELL_PITCH + CELL <= maxWidth;
    const patch = fits ? measured : latticePatch(squares.length, Math.floor((maxWidth - CELL) / CELL_PITCH) + 1);
    return {
      width: patch.width * CELL_PITCH + CELL,
      height: patch.height * CELL_PITCH + CELL,
      place: (x, y) => {
        squares.forEach((row, i) => {
          const at = { x: x + patch.x[i]! * CELL_PITCH, y: y + patch.y[i]! * CELL_PITCH };
          this.#cells.push({ row, level: tree.level[row]!, ...at, width: CELL, height: CELL });
        });
      },
    };
  }

  /** The holes below a target as its image or the stage shows them. */
  #patch(row: number): Box {
    const pitch = this.#holePitch;
    const patch = this.patches.below(row);
    const margin = 0.6 * pitch;
    return {
      width: patch.width * pitch + 2 * margin,
      height: patch.height * pitch + 2 * margin,
      place: (x, y) => {
        patch.rows.forEach((hole, i) => {
          this.#x[hole] = x + margin + patch.x[i]! * pitch;
          this.#y[hole] = y + margin + patch.y[i]! * pitch;
        });
      },
    };
  }
}
