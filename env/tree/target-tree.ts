import type { TargetDescription } from "./target-description.js";
import { treeArraysFrom } from "./tree-arrays-from.js";
import type { TreeShape } from "./tree-shape.js";
import { defaultTreeShape } from "./tree-shape.js";

/** What a {@link TargetTree} is made of. Rows of one level lie together, and so do the children of one parent. */
export interface TreeArrays {
  readonly shape: TreeShape;
  /** [rows] −1 for the root, row 0; rises with the row. */
  readonly parent: Int32Array;
  /** First row of each level, and after the last level the number of rows. [levels + 1] */
  readonly levelStart: Int32Array;
  /** [rows] Place in the order of finding. Default: the order of the rows. */
  readonly ordinal?: Int32Array;
  /** [rows] NaN where unknown. Default: unknown everywhere. */
  readonly imageXPixels?: Float64Array;
  readonly imageYPixels?: Float64Array;
  readonly stageXMicrometers?: Float64Array;
  readonly stageYMicrometers?: Float64Array;
  /** Per level, rows × features of that level, NaN where missing. */
  readonly features: readonly Float64Array[];
  /** A row's name; asked for only when somebody wants to read it. */
  readonly nameOf: (row: number) => string;
  /** A row's id. Default: the names from the grid down, joined by "/". */
  readonly idOf?: (row: number) => string;
}

/**
 * Targets as a structure of arrays. Row 0 is the root (the cassette); rows of one level lie together, and so
 * do the children of one parent, in the order in which they were found. Immutable: a survey lays out a new one.
 *
 * @example
 * const tree = TargetTree.from(descriptions);
 * for (let child = tree.firstChild[0]!; child < tree.firstChild[0]! + tree.childCount[0]!; child++) …
 */
export class TargetTree {
  readonly shape: TreeShape;
  /** Number of rows, root included. */
  readonly size: number;
  /** Level of what is exposed: the last one. */
  readonly leafLevel: number;
  /** First row of the leaf level; leaves are the rows from here to {@link size}. */
  readonly firstLeaf: number;
  readonly level: Uint8Array;
  /** −1 for the root. */
  readonly parent: Int32Array;
  readonly firstChild: Int32Array;
  readonly childCount: Int32Array;
  /** Place in the order of finding (the table's order), 0-based; the root's is −1. */
  readonly ordinal: Int32Array;
  /** First row of each level, and after the last level the number of rows. [levels + 1] */
  readonly levelStart: Int32Array;
  /** NaN where unknown. */
  readonly imageXPixels: Float64Array;
  readonly imageYPixels: Float64Array;
  readonly stageXMicrometers: Float64Array;
  readonly stageYMicrometers: Float64Array;
  /** The arrays that it was made of. */
  readonly arrays: TreeArrays;
  #leafCount: Int32Array | undefined;
  #filledChildCount: Int32Array | undefined;
  #names: readonly string[] | undefined;
  #ids: readonly string[] | undefined;
  #rowOf: Map<string, number> | undefined;

  constructor(arrays: TreeArrays) {
    const { shape, parent, levelStart } = arrays;
    const size = parent.length;
    this.arrays = arrays;
    this.shape = shape;
    this.size = size;
    this.leafLevel = shape.levels.length - 1;
    this.firstLeaf = levelStart[this.leafLevel]!;
    this.parent = parent;
    this.levelStart = levelStart;
    this.level = new Uint8Array(size);
    this.firstChild = new Int32Array(size);
    this.childCount = new Int32Array(size);
    for (let level = 1; level <= this.leafLevel; level++) {
      this.level.fill(level, levelStart[level]!, levelStart[level + 1]!);
    }
    for (let row = size - 1; row > 0; row--) {
      this.firstChild[parent[row]!] = row;
      this.childCount[parent[row]!]!++;
    }
    this.ordinal = arrays.ordinal ?? Int32Array.from(parent, (_, row) => row - 1);
    this.imageXPixels = arrays.imageXPixels ?? unknown(size);
    this.imageYPixels = arrays.imageYPixels ?? unknown(size);
    this.stageXMicrometers = arrays.stageXMicrometers ?? unknown(size);
    this.stageYMicrometers = arrays.stageYMicrometers ?? unknown(size);
  }

  /**
   * Lays targets out, whatever order they come in; children keep the order in which they were found.
   *
   * @throws RangeError if an id comes twice, a parent is missing, or a level is not its parent's plus one
   */
  static from(targets: readonly TargetDescription[], shape: TreeShape = defaultTreeShape): TargetTree {
    return new TargetTree(treeArraysFrom(targets, shape));
  }

  /** Leaves below each row, a leaf itself counting. */
  get leafCount(): Int32Array {
    if (this.#leafCount === undefined) this.#countLeaves();
    return this.#leafCount!;
  }

  /** Children of each row that have leaves below them, or are leaves. */
  get filledChildCount(): Int32Array {
    if (this.#filledChildCount === undefined) this.#countLeaves();
    return this.#filledChildCount!;
  }

  /** By row; the root's is the name of its level. */
  get names(): readonly string[] {
    this.#names ??= Array.from({ length: this.size }, (_, row) =>
      row === 0 ? this.shape.levels[0]! : this.arrays.nameOf(row),
    );
    return this.#names;
  }

  /** By row; the root's is empty. Unique. */
  get ids(): readonly string[] {
    if (this.#ids === undefined) {
      const { idOf } = this.arrays;
      const ids: string[] = [""];
      for (let row = 1; row < this.size; row++) {
        const above = this.parent[row]!;
        ids.push(idOf?.(row) ?? (above === 0 ? this.names[row]! : `${ids[above]}/${this.names[row]}`));
      }
      this.#ids = ids;
    }
    return this.#ids;
  }

  /** The targets as descriptions, in the order of finding. */
  descriptions(): TargetDescription[] {
    const rows = Array.from({ length: this.size - 1 }, (_, i) => i + 1);
    rows.sort((a, b) => this.ordinal[a]! - this.ordinal[b]!);
    return rows.map((row) => this.#describe(row));
  }

  /** Row of an id, or undefined. */
  row(id: string): number | undefined {
    this.#rowOf ??= new Map(this.ids.map((known, row) => [known, row]));
    return this.#rowOf.get(id);
  }

  isLeaf(row: number): boolean {
    return row >= this.firstLeaf;
  }

  /** Whether `ancestor` is `row` or lies above it. */
  contains(ancestor: number, row: number): boolean {
    let at = row;
    while (at > ancestor) at = this.parent[at]!;
    return at === ancestor;
  }

  /** The ancestor of a row on a level, or the row itself. */
  ancestor(row: number, level: number): number {
    let at = row;
    while (this.level[at]! > level) at = this.parent[at]!;
    return at;
  }

  /** Number of a feature among those of a level, for {@link feature}; −1 if the level lacks it. */
  featureIndex(level: number, name: string): number {
    return this.shape.features.levels[level]!.findIndex((feature) => feature.name === name);
  }

  /** A feature's value, NaN where missing. */
  feature(row: number, index: number): number {
    const level = this.level[row]!;
    const width = this.shape.features.levels[level]!.length;
    return this.arrays.features[level]![(row - this.levelStart[level]!) * width + index]!;
  }

  /** Names from the grid down, joined by " / ". */
  path(row: number): string {
    const names: string[] = [];
    for (let at = row; at > 0; at = this.parent[at]!) names.unshift(this.names[at]!);
    return names.join(" / ");
  }

  #countLeaves(): void {
    const leaves = new Int32Array(this.size).fill(1, this.firstLeaf);
    const filled = new Int32Array(this.size);
    for (let row = this.size - 1; row > 0; row--) {
      const above = this.parent[row]!;
      leaves[above]! += leaves[row]!;
      if (leaves[row] !== 0) filled[above]!++;
    }
    this.#leafCount = leaves;
    this.#filledChildCount = filled;
  }

  #describe(row: number): TargetDescription {
    const above = this.parent[row]!;
    const number = (name: string, value: number) => (Number.isNaN(value) ? {} : { [name]: value });
    const features = this.shape.features.levels[this.level[row]!]!.map(
      ({ name }, index) => [name, this.feature(row, index)] as const,
    ).filter(([, value]) => !Number.isNaN(value));
    return {
      id: this.ids[row]!,
      ...(above === 0 ? {} : { parentId: this.ids[above]! }),
      level: this.level[row]!,
      name: this.names[row]!,
      ...number("imageXPixels", this.imageXPixels[row]!),
      ...number("imageYPixels", this.imageYPixels[row]!),
      ...number("stageXMicrometers", this.stageXMicrometers[row]!),
      ...number("stageYMicrometers", this.stageYMicrometers[row]!),
      ...(features.length === 0 ? {} : { features: Object.fromEntries(features) }),
    };
  }
}

function unknown(size: number): Float64Array {
  return new Float64Array(size).fill(Number.NaN);
}
