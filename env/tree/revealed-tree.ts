import { TargetTree } from "./target-tree.js";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * A tree of which only what was surveyed can be seen: the rows are those of the whole tree, so that they never change,
 * but a node that was not surveyed has no children, and features of targets not yet found are missing. For sessions in
 * simulation; at a microscope a survey lays the tree out anew.
 *
 * @example
 * const seen = new RevealedTree(whole);
 * seen.reveal(0); // the grids of the cassette
 */
export class RevealedTree extends TargetTree {
  #whole: TargetTree;

  /** @param capacity rows of the largest tree that {@link show} will be given */
  constructor(whole: TargetTree, capacity = whole.size) {
    super(whole.arrays);
    this.#whole = whole;
    (this as Mutable<TargetTree>).childCount = new Int32Array(Math.max(capacity, whole.size));
  }

  /** Shows another tree from now on, nothing of it found yet; allocates nothing. */
  show(whole: TargetTree): void {
    this.#whole = whole;
    const own = this as Mutable<TargetTree>;
    own.arrays = whole.arrays;
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

  override get leafCount(): Int32Array {
    return this.#whole.leafCount;
  }

  override get filledChildCount(): Int32Array {
    return this.#whole.filledChildCount;
  }

  override get names(): readonly string[] {
    return this.#whole.names;
  }

  override get ids(): readonly string[] {
    return this.#whole.ids;
  }

  override row(id: string): number | undefined {
    return this.#whole.row(id);
  }

  override feature(row: number, index: number): number {
    return this.isRevealed(row) ? super.feature(row, index) : Number.NaN;
  }
}
