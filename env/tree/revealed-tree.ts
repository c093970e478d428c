import type { TargetDescription } from "./target-description.js";
import { TargetTree, type TreeArrays } from "./target-tree.js";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * A tree of which only what was surveyed is to be seen: a node that was not surveyed has no children, features of
 * targets not yet found are missing, and they have no row by id. For sessions in simulation; at a microscope a survey
 * lays the tree out anew.
 *
 * Rows are those of the whole tree, so that they never change and an episode begins without a copy. So how many rows
 * there are, and the places of rows not yet found, can be read by who goes past `childCount`; observations do not
 * hold them, and policies are tested not to depend on them.
 *
 * @example
 * const seen = new RevealedTree(whole);
 * seen.reveal(0); // the grids of the cassette
 */
export class RevealedTree extends TargetTree {
  #whole: TargetTree;

  /** @param capacity rows of the largest tree that {@link show} will be given */
  constructor(whole: TargetTree, capacity = whole.size) {
    super(withoutFeatures(whole));
    this.#whole = whole;
    (this as Mutable<TargetTree>).childCount = new Int32Array(Math.max(capacity, whole.size));
  }

  /** Shows another tree from now on, nothing of it found yet; allocates nothing. */
  show(whole: TargetTree): void {
    this.#whole = whole;
    const own = this as Mutable<TargetTree>;
    own.arrays = withoutFeatures(whole);
    own.shape = whole.shape;
    own.size = whole.size;
    own.leafLevel = whole.leafLevel;
    own.firstLeaf = whole.firstLeaf;
    own.level = whole.level;
    own.parent = whole.parent;
    own.firstChild = whole.firstChild;
    own.ordinal = whole.ordinal;
    own.levelStart = whole.levelStart;
    own.imageXPixels = whole.imageXPixels;
    own.imageYPixels = whole.imageYPixels;
    own.stageXMicrometers = whole.stageXMicrometers;
    own.stageYMicrometers = whole.stageYMicrometers;
    if (whole.size > this.childCount.length) own.childCount = new Int32Array(whole.size);
    else this.childCount.fill(0, 0, whole.size);
  }

  /** Whether a target was found. */
  isRevealed(row: number): boolean {
    return row === 0 || this.childCount[this.parent[row]!] !== 0;
  }

  /** The children of a node were found. */
  reveal(node: number): void {
    this.childCount[node] = this.#whole.childCount[node]!;
  }

  /** Of what was found. */
  override get leafCount(): Int32Array {
    return this.#found().leaves;
  }

  /** Of what was found. */
  override get filledChildCount(): Int32Array {
    return this.#found().filled;
  }

  override get names(): readonly string[] {
    return this.#whole.names;
  }

  override get ids(): readonly string[] {
    return this.#whole.ids;
  }

  /** Undefined for a target that was not found. */
  override row(id: string): number | undefined {
    const row = this.#whole.row(id);
    return row === undefined || !this.isRevealed(row) ? undefined : row;
  }

  /** Those of the targets that were found. */
  override descriptions(): TargetDescription[] {
    return super.descriptions().filter(({ id }) => this.row(id) !== undefined);
  }

  #found(): { readonly leaves: Int32Array; readonly filled: Int32Array } {
    const leaves = new Int32Array(this.size);
    const filled = new Int32Array(this.size);
    for (let row = this.size - 1; row > 0; row--) {
      if (!this.isRevealed(row)) continue;
      if (row >= this.firstLeaf) leaves[row] = 1;
      leaves[this.parent[row]!]! += leaves[row]!;
      if (leaves[row] !== 0) filled[this.parent[row]!]!++;
    }
    return { leaves, filled };
  }

  override feature(row: number, index: number): number {
    return this.isRevealed(row) ? this.#whole.feature(row, index) : Number.NaN;
  }
}

const featureless = new WeakMap<TargetTree, TreeArrays>();

/** A tree's arrays but for the features, one and the same object for a tree. */
function withoutFeatures(whole: TargetTree): TreeArrays {
  let arrays = featureless.get(whole);
  if (arrays === undefined) {
    arrays = { ...whole.arrays, features: whole.arrays.features.map(() => new Float64Array(0)) };
    featureless.set(whole, arrays);
  }
  return arrays;
}
