import type { Session } from "../session/session.js";
import type { TargetTree } from "../tree/target-tree.js";
import type { TreeShape } from "../tree/tree-shape.js";
import { stageColumns, writeOptional, writeStagePlace } from "./number-columns.js";

const countColumns = ["children", "available", "exposed", "good", "pending"].map((what) => `${what}_count`);

/**
 * The numbers that an observation has of one candidate: for each feature of any level its value and `_missing` (1 and
 * the value 0 where it is not known); the stage position; whether its children were found; then what is in it: its
 * children, and holes of each kind.
 */
export class CandidateColumns {
  readonly names: readonly string[];
  /** The same for the same columns. */
  readonly key: string;
  readonly #features: readonly string[];
  /** Per level and feature, the feature's index on that level or −1. */
  readonly #indices: readonly (readonly number[])[];
  /** Where the numbers begin that change with events. */
  readonly #changing: number;

  constructor(shape: TreeShape) {
    this.#features = [...new Set(shape.features.levels.flat().map((feature) => feature.name))];
    this.#indices = shape.features.levels.map((features) =>
      this.#features.map((name) => features.findIndex((feature) => feature.name === name)),
    );
    const fixed = [...this.#features.flatMap((name) => [name, `${name}_missing`]), ...stageColumns];
    this.#changing = fixed.length;
    this.names = [...fixed, "explored", ...countColumns];
    this.key = this.names.join();
  }

  /** Writes what never changes of a row whose numbers begin at `from`. */
  writeFixed(tree: TargetTree, row: number, into: Float32Array, from: number): void {
    let at = from;
    for (const index of this.#indices[tree.level[row]!]!) {
      at = writeOptional(index === -1 ? Number.NaN : tree.feature(row, index), into, at);
    }
    writeStagePlace(tree, row, into, at);
  }

  /** Writes what changes with events of a row whose numbers begin at `at`. */
  writeCounts(session: Session, row: number, into: Float32Array, at: number): void {
    const { tree } = session;
    const exposed = session.exposedCount[row]!;
    const from = at + this.#changing;
    into[from] = row < tree.firstLeaf && session.explored[row] === 1 ? 1 : 0;
    into[from + 1] = tree.childCount[row]!;
    into[from + 2] = session.availableCount[row]!;
    into[from + 3] = exposed;
    into[from + 4] = session.goodCount[row]!;
    into[from + 5] = exposed - session.resultCount[row]!;
  }

  /** [rows, F] of a tree of which everything is known and nothing exposed. */
  rowsOf(tree: TargetTree): Float32Array {
    const width = this.names.length;
    const rows = new Float32Array(tree.size * width);
    const holes = new Int32Array(tree.size);
    for (let row = tree.size - 1; row > 0; row--) {
      if (row >= tree.firstLeaf) holes[row] = 1;
      holes[tree.parent[row]!]! += holes[row]!;
      const at = row * width;
      this.writeFixed(tree, row, rows, at);
      rows[at + this.#changing] = row < tree.firstLeaf ? 1 : 0;
      rows[at + this.#changing + 1] = tree.childCount[row]!;
      rows[at + this.#changing + 2] = holes[row]!;
    }
    return rows;
  }
}
