import { stageColumns, writeOptional, writeStagePlace } from "../collection/number-columns.js";
import type { Session } from "../session/session.js";
import { TargetStatus } from "../session/target-status.js";
import type { TargetTree } from "../tree/target-tree.js";
import type { TreeShape } from "../tree/tree-shape.js";

/** The numbers that an observation of `CryoEM/Holes-v0` has of each hole and of each node above the holes. */
export class HolesColumns {
  /**
   * For each feature of a hole its value and `_missing` (1 and the value 0 where it is not known); its stage position;
   * `node_index`, the row among the nodes of what it lies in; its status, one of four words 1 or, if it is lost, none.
   */
  readonly holeNames: readonly string[];
  /** Level (0 cassette, 1 grid, …), row of the node above, how many holes below it there are of each kind. */
  readonly nodeNames = [
    "level",
    "parent_index",
    "available_count",
    "exposed_count",
    "good_count",
    "pending_count",
  ] as const;
  /** The same for the same columns. */
  readonly key: string;
  readonly #featureCount: number;
  /** Where the numbers begin that change with events. */
  readonly #status: number;

  constructor(shape: TreeShape) {
    const features = shape.features.levels.at(-1)!.map((feature) => feature.name);
    const fixed = [...features.flatMap((name) => [name, `${name}_missing`]), ...stageColumns, "node_index"];
    this.#featureCount = features.length;
    this.#status = fixed.length;
    this.holeNames = [...fixed, "available", "pending", "good", "bad"];
    this.key = this.holeNames.join();
  }

  /** Writes what changes of a hole whose numbers begin at `at`. */
  writeStatus(session: Session, hole: number, into: Float32Array, at: number): void {
    const status = session.status[hole]!;
    const good = session.good[hole]!;
    const from = at + this.#status;
    into[from] = status === TargetStatus.Available ? 1 : 0;
    into[from + 1] = status === TargetStatus.Pending ? 1 : 0;
    into[from + 2] = good === 1 ? 1 : 0;
    into[from + 3] = good === 0 ? 1 : 0;
  }

  /** Writes what changes of a node whose numbers begin at `at`. */
  writeCounts(session: Session, node: number, into: Float32Array, at: number): void {
    const exposed = session.exposedCount[node]!;
    into[at + 2] = session.availableCount[node]!;
    into[at + 3] = exposed;
    into[at + 4] = session.goodCount[node]!;
    into[at + 5] = exposed - session.resultCount[node]!;
  }

  /** Writes what never changes of a hole whose numbers begin at `from`. */
  writeFixed(tree: TargetTree, hole: number, into: Float32Array, from: number): void {
    let at = from;
    for (let feature = 0; feature < this.#featureCount; feature++) {
      at = writeOptional(tree.feature(hole, feature), into, at);
    }
    at = writeStagePlace(tree, hole, into, at);
    into[at] = tree.parent[hole]!;
  }

  /** Writes what never changes of a node whose numbers begin at `at`. */
  writeNode(tree: TargetTree, node: number, into: Float32Array, at: number): void {
    into[at] = tree.level[node]!;
    into[at + 1] = Math.max(0, tree.parent[node]!);
  }

  /** [holes, F] of a tree in which everything is available. */
  holesOf(tree: TargetTree, order: Int32Array): Float32Array {
    const width = this.holeNames.length;
    const rows = new Float32Array(order.length * width);
    order.forEach((hole, i) => {
      this.writeFixed(tree, hole, rows, i * width);
      rows[i * width + this.#status] = 1;
    });
    return rows;
  }

  /** [nodes, G] of a tree in which everything is available. */
  nodesOf(tree: TargetTree): Float32Array {
    const width = this.nodeNames.length;
    const rows = new Float32Array(tree.firstLeaf * width);
    for (let node = 0; node < tree.firstLeaf; node++) {
      this.writeNode(tree, node, rows, node * width);
      rows[node * width + 2] = tree.leafCount[node]!;
    }
    return rows;
  }
}
