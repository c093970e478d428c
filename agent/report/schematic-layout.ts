import type { TargetTree } from "../../env/tree/target-tree.js";
import { latticePatch, measuredPatch } from "./patch-positions.js";
import { compactShelves, type Shelves, type Size, shelves } from "./shelves.js";

/** A target that is drawn as a box around what is in it. Pixels of the map, y downward. */
export interface MapFrame extends Size {
  readonly row: number;
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** Where a map shows each hole. */
export interface MapLayout extends Size {
  /** `stage`: the holes of a square are where the stage finds them. Squares are set side by side either way. */
  readonly kind: "stage" | "schematic";
  /** By row; NaN for targets that are no holes. Pixels of the map, y downward. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Distance of neighbouring holes, pixels. */
  readonly pitch: number;
  /** Outer ones first; only targets that have holes. */
  readonly frames: readonly MapFrame[];
}

export interface LayoutOptions {
  /** Default 1070. */
  readonly maxWidth?: number;
  /** Holes shrink until the map is no higher, as far as they stay legible. Default 780. */
  readonly maxHeight?: number;
}

const LARGEST_PITCH = 15;
const LEAST_PITCH = 6;
/** Room for a frame's name, by its height above the groups: group, square, grid and beyond. */
const HEADER = [0, 36, 24] as const;
const PADDING = [0, 7, 8] as const;
const GAP = [0, 0, 10] as const;
/** A square's name and count need this much. */
const LEAST_SQUARE_WIDTH = 128;

/**
 * Where a map shows all holes: grids as blocks, squares as panels in them, the groups of a square side by side,
 * holes as in their group's image — or, if all holes have stage positions, as these are within their square.
 */
export function schematicLayout(tree: TargetTree, options: LayoutOptions = {}): MapLayout {
  const { maxWidth = 1070, maxHeight = 780 } = options;
  const onStage = hasStagePositions(tree);
  for (let pitch = LARGEST_PITCH; ; pitch--) {
    const layout = new Placement(tree, onStage, pitch, maxWidth).layout();
    if (pitch === LEAST_PITCH || layout.height <= maxHeight) return layout;
  }
}

/** Whether the stage positions of each square's holes are known and can be drawn. */
function hasStagePositions(tree: TargetTree): boolean {
  const level = Math.max(0, tree.leafLevel - 2);
  for (let square = tree.levelStart[level]!; square < tree.levelStart[level + 1]!; square++) {
    const holes = holesBelow(tree, square);
    if (holes.length > 0 && measuredPatch(tree, holes, true) === undefined) return false;
  }
  return true;
}

function holesBelow(tree: TargetTree, row: number): number[] {
  const children = Array.from({ length: tree.childCount[row]! }, (_, i) => tree.firstChild[row]! + i);
  return children.flatMap((child) => (tree.isLeaf(child) ? [child] : holesBelow(tree, child)));
}

/** One target's box, and how to set what is in it once the box has its place. */
interface Box extends Size {
  place(x: number, y: number): void;
}

class Placement {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #frames: MapFrame[] = [];
  readonly #holes: Int32Array;

  constructor(
    readonly tree: TargetTree,
    readonly onStage: boolean,
    readonly pitch: number,
    readonly maxWidth: number,
  ) {
    this.#x = new Float64Array(tree.size).fill(Number.NaN);
    this.#y = new Float64Array(tree.size).fill(Number.NaN);
    this.#holes = new Int32Array(tree.size);
    for (let row = tree.size - 1; row > 0; row--) {
      if (tree.isLeaf(row)) this.#holes[row] = 1;
      this.#holes[tree.parent[row]!]! += this.#holes[row]!;
    }
  }

  layout(): MapLayout {
    const root = this.#contents(0, 0);
    root.place(0, 0);
    return {
      kind: this.onStage ? "stage" : "schematic",
      width: root.width,
      height: root.height,
      x: this.#x,
      y: this.#y,
      pitch: this.pitch,
      frames: this.#frames.sort((a, b) => a.level - b.level || a.row - b.row),
    };
  }

  /** A target with its frame. */
  #framed(row: number, outside: number): Box {
    const { tree } = this;
    const above = Math.min(tree.leafLevel - 1 - tree.level[row]!, 2) as 0 | 1 | 2;
    const padding = PADDING[above];
    const header = HEADER[above];
    const inner = this.#contents(row, outside + 2 * padding);
    const least = above === 1 ? LEAST_SQUARE_WIDTH : 0;
    const width = Math.max(least, inner.width + 2 * padding);
    const height = inner.height + header + (above === 0 ? 0 : padding);
    return {
      width,
      height,
      place: (x, y) => {
        if (above > 0 || !this.onStage) this.#frames.push({ row, level: tree.level[row]!, x, y, width, height });
        inner.place(x + (above === 0 ? 0 : padding), y + header);
      },
    };
  }

  /** What is in a target. @param outside what the frames around it take of the width */
  #contents(row: number, outside: number): Box {
    const { tree } = this;
    const toHoles = tree.leafLevel - tree.level[row]!;
    if (toHoles === 1 || (toHoles === 2 && this.onStage)) return this.#patch(row);
    const boxes: Box[] = [];
    for (let child = tree.firstChild[row]!; child < tree.firstChild[row]! + tree.childCount[row]!; child++) {
      if (this.#holes[child]! > 0) boxes.push(this.#framed(child, outside));
    }
    const found = this.#shelves(row, boxes, this.maxWidth - outside);
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

  #shelves(row: number, boxes: readonly Box[], maxWidth: number): Shelves {
    if (row === 0) return shelves(boxes, GAP[2], maxWidth);
    if (this.tree.leafLevel - this.tree.level[row]! > 2) return shelves(boxes, GAP[2], maxWidth);
    const compact = compactShelves(boxes, 0.6 * this.pitch, 1);
    return compact.width <= maxWidth ? compact : shelves(boxes, 0.6 * this.pitch, maxWidth);
  }

  /** The holes below a target as its image or the stage shows them. */
  #patch(row: number): Box {
    const { pitch } = this;
    const holes = holesBelow(this.tree, row);
    const patch = measuredPatch(this.tree, holes, this.onStage) ?? latticePatch(holes.length);
    const margin = 0.6 * pitch;
    return {
      width: patch.width * pitch + 2 * margin,
      height: patch.height * pitch + 2 * margin,
      place: (x, y) => {
        holes.forEach((hole, i) => {
          this.#x[hole] = x + margin + patch.x[i]! * pitch;
          this.#y[hole] = y + margin + patch.y[i]! * pitch;
        });
      },
    };
  }
}
