import type { Session } from "../session/session.js";
import type { SessionListener } from "../session/session-listener.js";
import { RevealedTree } from "../tree/revealed-tree.js";
import type { TargetTree } from "../tree/target-tree.js";
import type { CandidateColumns } from "./candidate-columns.js";

/** Static columns of trees that worlds share, all counts of a tree that nothing was exposed in included. */
const templates = new WeakMap<TargetTree, Map<string, Float32Array>>();

/**
 * A row of numbers for every target of a session, kept current event by event: a step rewrites the rows that changed
 * and no others. At its head lies the window that an observation shows: the rows of one node's children, the rest 0.
 */
export class CandidateRows implements SessionListener {
  /** [K, F] the rows of the children of the node shown. */
  readonly window: Float32Array;
  readonly #columns: CandidateColumns;
  readonly #width: number;
  /** Place of row 0, after the window. */
  readonly #start: number;
  readonly #values: Float32Array;
  /** The node shown, and how many children it shows; −1 for none. */
  #shown = -1;
  #shownCount = 0;

  /**
   * @param mostChildren K
   * @param capacity rows of the largest tree
   */
  constructor(columns: CandidateColumns, mostChildren: number, capacity: number) {
    this.#columns = columns;
    this.#width = columns.names.length;
    this.#start = mostChildren * this.#width;
    this.#values = new Float32Array(this.#start + capacity * this.#width);
    this.window = this.#values.subarray(0, this.#start);
  }

  /** A session begins; it must be told to this listener from now on. */
  restart(session: Session, whole: TargetTree): void {
    this.#values.set(this.#template(whole), this.#start);
    this.#shown = -1;
    if (session.tree instanceof RevealedTree) this.#refreshExplored(session, 0);
    else if (session.availableCount[0] !== whole.size - whole.firstLeaf) this.#refreshUnavailable(session);
  }

  /** Writes every row anew from the session. */
  rebuild(session: Session): void {
    const { size } = session.tree;
    for (let row = 1; row < size; row++) {
      const at = this.#start + row * this.#width;
      this.#columns.writeFixed(session.tree, row, this.#values, at);
      this.#columns.writeCounts(session, row, this.#values, at);
    }
    this.#shown = -1;
  }

  /** Shows the children of a node. */
  show(session: Session, node: number): void {
    if (node === this.#shown) return;
    const { firstChild, childCount } = session.tree;
    const width = this.#width;
    const count = childCount[node]!;
    const from = this.#start + firstChild[node]! * width;
    this.#values.copyWithin(0, from, from + count * width);
    if (count < this.#shownCount || this.#shown === -1) {
      this.#values.fill(0, count * width, this.#shown === -1 ? this.#start : this.#shownCount * width);
    }
    this.#shown = node;
    this.#shownCount = count;
  }

  surveyed(session: Session, node: number): void {
    this.#refreshPath(session, node);
    this.#refreshExplored(session, node);
    if (node === this.#shown) this.#shown = -1;
  }

  exposed(session: Session, hole: number): void {
    // Without a delay the result follows at once and refreshes the same rows.
    if (session.plan.results !== undefined) this.#refreshPath(session, hole);
  }

  resulted(session: Session, hole: number): void {
    this.#refreshPath(session, hole);
  }

  spent(session: Session, hole: number): void {
    this.#refreshPath(session, hole);
  }

  withdrawn(session: Session, node: number): void {
    this.#refreshPath(session, node);
  }

  #refreshPath(session: Session, row: number): void {
    const { parent } = session.tree;
    for (let at = row; at > 0; at = parent[at]!) this.#refresh(session, at);
  }

  #refresh(session: Session, row: number): void {
    const at = this.#start + row * this.#width;
    this.#columns.writeCounts(session, row, this.#values, at);
    const { parent, firstChild } = session.tree;
    if (parent[row] !== this.#shown) return;
    this.#columns.writeCounts(session, row, this.#values, (row - firstChild[this.#shown]!) * this.#width);
  }

  /** The rows below a node that were found. */
  #refreshExplored(session: Session, node: number): void {
    const { firstChild, childCount, firstLeaf } = session.tree;
    const first = firstChild[node]!;
    for (let child = first; child < first + childCount[node]!; child++) {
      this.#refresh(session, child);
      if (child < firstLeaf && session.explored[child] === 1) this.#refreshExplored(session, child);
    }
  }

  #refreshUnavailable(session: Session): void {
    const { firstLeaf, size } = session.tree;
    for (let hole = firstLeaf; hole < size; hole++) {
      if (!session.isAvailable(hole)) this.#refreshPath(session, hole);
    }
  }

  #template(tree: TargetTree): Float32Array {
    let byColumns = templates.get(tree);
    if (byColumns === undefined) {
      byColumns = new Map();
      templates.set(tree, byColumns);
    }
    const { key } = this.#columns;
    let template = byColumns.get(key);
    if (template === undefined) {
      template = this.#columns.rowsOf(tree);
      byColumns.set(key, template);
    }
    return template;
  }
}
