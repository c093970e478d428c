import type { Session } from "../session/session.js";
import type { SessionListener } from "../session/session-listener.js";
import { RevealedTree } from "../tree/revealed-tree.js";
import type { TargetTree } from "../tree/target-tree.js";
import { TreeCache } from "../tree/tree-cache.js";
import type { CandidateColumns } from "./candidate-columns.js";

/** Static columns of trees that worlds share, all counts of a tree that nothing was exposed in included. */
const templates = new TreeCache<Float32Array>();

/**
 * A row of numbers for every target of a session, kept current event by event: a step rewrites the rows that changed
 * and no others. What an observation shows is a window of its own: the rows of one node's children, the rest 0.
 */
export class CandidateRows implements SessionListener {
  /** [K, F] the rows of the children of the node shown. */
  readonly window: Float32Array;
  readonly #columns: CandidateColumns;
  readonly #width: number;
  readonly #values: Float32Array;
  #whole: TargetTree | undefined;
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
    this.#values = new Float32Array(capacity * this.#width);
    this.window = new Float32Array(mostChildren * this.#width);
  }

  /**
   * A session begins; it must be told to this listener from now on.
   *
   * @param whole everything there is: rows of what was not found yet are ready before they are shown
   */
  restart(session: Session, whole: TargetTree): void {
    this.#whole = whole;
    this.#values.set(templates.get(whole, this.#columns.key, () => this.#columns.rowsOf(whole)));
    this.#shown = -1;
    if (session.tree instanceof RevealedTree) this.#refreshExplored(session, 0);
    else if (session.availableCount[0] !== whole.size - whole.firstLeaf) this.#refreshUnavailable(session);
  }

  /** Writes every row anew from the session. */
  rebuild(session: Session): void {
    const whole = this.#whole!;
    for (let row = 1; row < whole.size; row++) {
      const at = row * this.#width;
      this.#columns.writeFixed(whole, row, this.#values, at);
      this.#columns.writeCounts(session, row, this.#values, at);
    }
    this.#shown = -1;
  }

  /** Shows the children of a node. */
  show(session: Session, node: number): void {
    if (node === this.#shown) return;
    const { firstChild, childCount } = session.tree;
    const values = this.#values;
    const { window } = this;
    const count = childCount[node]!;
    const from = firstChild[node]! * this.#width;
    const length = count * this.#width;
    // A copy by hand: a view to copy from would be a new object each time.
    for (let i = 0; i < length; i++) window[i] = values[from + i]!;
    if (this.#shown === -1) window.fill(0, length);
    else if (count < this.#shownCount) window.fill(0, length, this.#shownCount * this.#width);
    this.#shown = node;
    this.#shownCount = count;
  }

  surveyed(session: Session, node: number): void {
    this.#refreshPath(session, node);
    this.#refreshExplored(session, node);
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
    this.#columns.writeCounts(session, row, this.#values, row * this.#width);
    const { parent, firstChild } = session.tree;
    if (parent[row] !== this.#shown) return;
    this.#columns.writeCounts(session, row, this.window, (row - firstChild[this.#shown]!) * this.#width);
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
}
