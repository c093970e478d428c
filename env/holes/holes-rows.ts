import type { Session } from "../session/session.js";
import type { SessionListener } from "../session/session-listener.js";
import { TargetStatus } from "../session/target-status.js";
import type { TargetTree } from "../tree/target-tree.js";
import { TreeCache } from "../tree/tree-cache.js";
import type { HolesColumns } from "./holes-columns.js";

/** What is the same for all sessions on a tree. */
interface TreeRows {
  /** Rows of the holes in the order of the table, and of each row of the tree its place in that order. */
  readonly order: Int32Array;
  readonly placeOf: Int32Array;
  /** [holes, F] and [nodes, G] of a session in which everything is available. */
  readonly holes: Float32Array;
  readonly nodes: Float32Array;
}

/** Where rows are written. */
interface RowArrays {
  /** [n, F] */
  readonly holes: Float32Array;
  /** [m, G] */
  readonly nodes: Float32Array;
}

const known = new TreeCache<TreeRows>();

/**
 * The rows of all holes and of the nodes above them, kept current event by event: a step rewrites the rows that changed
 * and no others.
 */
export class HolesRows implements SessionListener {
  readonly #columns: HolesColumns;
  readonly #into: RowArrays;
  #tree: TreeRows | undefined;
  #holeCount = 0;
  #nodeCount = 0;

  /** @param into what is written; its arrays may be exchanged for others of the same content between events */
  constructor(columns: HolesColumns, into: RowArrays) {
    this.#columns = columns;
    this.#into = into;
  }

  /** Rows of the holes in the order of the table. */
  get order(): Int32Array {
    return this.#tree!.order;
  }

  /** Place of a row of the tree in the order of the table. */
  placeOf(hole: number): number {
    return this.#tree!.placeOf[hole]!;
  }

  /** A session begins; it must be told to this listener from now on. */
  restart(session: Session): void {
    const { tree } = session;
    const holeWidth = this.#columns.holeNames.length;
    const nodeWidth = this.#columns.nodeNames.length;
    const rows = this.#rowsOf(tree);
    const { holes, nodes } = this.#into;
    this.#tree = rows;
    holes.set(rows.holes);
    nodes.set(rows.nodes);
    const holeCount = rows.order.length;
    if (holeCount < this.#holeCount) holes.fill(0, holeCount * holeWidth, this.#holeCount * holeWidth);
    if (tree.firstLeaf < this.#nodeCount) {
      nodes.fill(0, tree.firstLeaf * nodeWidth, this.#nodeCount * nodeWidth);
    }
    this.#holeCount = holeCount;
    this.#nodeCount = tree.firstLeaf;
    if (session.availableCount[0] === holeCount) return;
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (session.status[hole] !== TargetStatus.Available) this.#refresh(session, hole);
    }
  }

  /** Writes every row anew from the session. */
  rebuild(session: Session): void {
    const { tree } = session;
    const columns = this.#columns;
    const { holes, nodes } = this.#into;
    holes.fill(0);
    nodes.fill(0);
    this.order.forEach((hole, i) => {
      columns.writeFixed(tree, hole, holes, i * columns.holeNames.length);
      columns.writeStatus(session, hole, holes, i * columns.holeNames.length);
    });
    for (let node = 0; node < tree.firstLeaf; node++) {
      columns.writeNode(tree, node, nodes, node * columns.nodeNames.length);
      columns.writeCounts(session, node, nodes, node * columns.nodeNames.length);
    }
  }

  exposed(session: Session, hole: number): void {
    // Without a delay the result follows at once and refreshes the same rows.
    if (session.plan.results !== undefined) this.#refresh(session, hole);
  }

  resulted(session: Session, hole: number): void {
    this.#refresh(session, hole);
  }

  spent(session: Session, hole: number): void {
    this.#refresh(session, hole);
  }

  withdrawn(session: Session, node: number): void {
    const { tree } = session;
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (tree.contains(node, hole)) this.#refresh(session, hole);
    }
  }

  #refresh(session: Session, hole: number): void {
    const { parent } = session.tree;
    const columns = this.#columns;
    columns.writeStatus(session, hole, this.#into.holes, this.placeOf(hole) * columns.holeNames.length);
    const width = columns.nodeNames.length;
    for (let node = parent[hole]!; node >= 0; node = parent[node]!) {
      columns.writeCounts(session, node, this.#into.nodes, node * width);
    }
  }

  #rowsOf(tree: TargetTree): TreeRows {
    const columns = this.#columns;
    return known.get(tree, columns.key, () => {
      const order = tableOrder(tree);
      const placeOf = new Int32Array(tree.size).fill(-1);
      order.forEach((hole, i) => {
        placeOf[hole] = i;
      });
      return { order, placeOf, holes: columns.holesOf(tree, order), nodes: columns.nodesOf(tree) };
    });
  }
}

/** Rows of the holes in the order in which they were found. */
function tableOrder(tree: TargetTree): Int32Array {
  const rows = Int32Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  return rows.sort((a, b) => tree.ordinal[a]! - tree.ordinal[b]!);
}
