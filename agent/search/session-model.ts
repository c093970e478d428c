import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Belief } from "../belief/belief.js";
import { unexploredNodes } from "../plan/unexplored.js";
import { halfStep, logit } from "./logit.js";
import type { TypicalGroup, TypicalNode } from "./typical-node.js";

/** A growing list of numbers in a typed array. */
class Column<T extends Int32Array | Float64Array> {
  values: T;
  length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.values = make(64);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const longer = this.#make(2 * this.length);
      longer.set(this.values as never);
      this.values = longer;
    }
    this.values[this.length++] = value;
  }
}

const integers = () => new Column((length) => new Int32Array(length));
const numbers = () => new Column((length) => new Float64Array(length));

/**
 * A session as simulations see it: what can still be exposed, by square and group, the most promising first, with what
 * the belief says of it; of nodes that were not surveyed what is typical. Flat arrays, made once for all simulations of
 * a decision.
 *
 * The logit of a leaf's chance is taken as `logit + squareLoad · x + groupLoad · y`, with x and y standard normal and one
 * for each square (what is above it included) and each group: what simulations learn.
 */
export class SessionModel {
  /** Row of each grid. [grids] */
  readonly gridNode = integers();
  /** Least seconds of entering each grid. [grids] */
  readonly gridEntrySeconds = numbers();
  /** Of what a square adds, its grid's included, the variance's share that is the grid's; of that, the sample's. [grids] */
  readonly gridShare = numbers();
  readonly sampleShare = numbers();

  /** Row of each square or, of one imagined in a grid that was not surveyed, the grid's. [squares] */
  readonly squareNode = integers();
  readonly squareGrid = integers();
  readonly squareEntrySeconds = numbers();
  /** {@link SquareKind} of each square. [squares] */
  readonly squareKind = integers();
  /** First group of each square. [squares + 1] */
  readonly firstGroup = integers();

  readonly groupSquare = integers();
  /** Least seconds of entering each group, and of each of its leaves. [groups] */
  readonly groupEntrySeconds = numbers();
  readonly leafSeconds = numbers();
  /** First slot of each group. [groups + 1] */
  readonly firstSlot = integers();

  /** Row of a leaf, −1 where it is imagined; the most promising of a group first. [slots] */
  readonly leaf = integers();
  readonly slotGroup = integers();
  readonly logit = numbers();
  readonly squareLoad = numbers();
  readonly groupLoad = numbers();
  /** Group of each row of the group level that is here, −1 of others. [rows of the level] */
  readonly groupOfNode: Int32Array;
  readonly #fresh = integers();
  readonly session: Session;
  readonly groupLevel: number;

  /** @param typical what is expected below a node that was not surveyed */
  constructor(session: Session, belief: Belief, typical: (node: number, groupLevel: number) => TypicalNode) {
    const { tree } = session;
    this.session = session;
    this.groupLevel = groupLevelOf(tree.shape);
    this.groupOfNode = new Int32Array(tree.levelStart[this.groupLevel + 1]! - tree.levelStart[this.groupLevel]!).fill(
      -1,
    );
    const loads = new Loads(session, belief);
    const unexplored = new Set(unexploredNodes(session));
    const first = tree.firstChild[0]!;
    for (let grid = first; grid < first + tree.childCount[0]!; grid++) {
      if (!session.isOpen(grid)) continue;
      this.gridNode.push(grid);
      this.gridEntrySeconds.push(session.plan.latency.leastEntrySeconds(tree, grid));
      if (unexplored.has(grid)) this.#imagineGrid(grid, typical(grid, this.groupLevel));
      else this.#addGrid(grid, unexplored, belief, loads, typical);
    }
    this.#shareOut(belief);
    this.firstGroup.push(this.groups);
    this.firstSlot.push(this.slots);
  }

  get grids(): number {
    return this.gridNode.length;
  }

  get squares(): number {
    return this.squareNode.length;
  }

  get groups(): number {
    return this.groupSquare.length;
  }

  get slots(): number {
    return this.leaf.length;
  }

  /** Whether nothing in a square was exposed yet. */
  isFresh(square: number): boolean {
    return this.#fresh.values[square] === 1;
  }

  /** The group that a leaf lies in, −1 if none of its leaves are left. */
  groupOfLeaf(leaf: number): number {
    const { tree } = this.session;
    return this.groupOfNode[tree.ancestor(leaf, this.groupLevel) - tree.levelStart[this.groupLevel]!]!;
  }

  #shareOut({ latentVariance }: Belief): void {
    let own = 0;
    for (let square = 0; square < this.squares; square++) {
      if (this.squareKind.values[square] === SquareKind.Imagined) continue;
      const grid = this.gridNode.values[this.squareGrid.values[square]!]!;
      own = Math.max(own, latentVariance[this.squareNode.values[square]!]! - latentVariance[grid]!);
    }
    for (let i = 0; i < this.grids; i++) {
      const grid = latentVariance[this.gridNode.values[i]!]!;
      this.gridShare.push(own > 0 ? grid / (grid + own) : 0.5);
      this.sampleShare.push(grid > 0 ? Math.min(1, latentVariance[0]! / grid) : 0);
    }
  }

  #addGrid(
    grid: number,
    unexplored: ReadonlySet<number>,
    belief: Belief,
    loads: Loads,
    typical: (node: number, groupLevel: number) => TypicalNode,
  ): void {
    const { tree, plan } = this.session;
    const first = tree.firstChild[grid]!;
    for (let square = first; square < first + tree.childCount[grid]!; square++) {
      if (!this.session.isOpen(square)) continue;
      const isUnknown = unexplored.has(square);
      this.#addSquare(
        square,
        isUnknown ? SquareKind.Unsurveyed : SquareKind.Found,
        plan.latency.leastEntrySeconds(tree, square),
      );
      if (isUnknown) this.#imagineSquare(typical(square, this.groupLevel));
      else this.#addGroups(square, belief, loads);
    }
  }

  #addSquare(node: number, kind: SquareKind, entrySeconds: number): void {
    this.squareNode.push(node);
    this.squareGrid.push(this.grids - 1);
    this.squareKind.push(kind);
    this.#fresh.push(kind !== SquareKind.Found || this.session.exposedCount[node] === 0 ? 1 : 0);
    this.squareEntrySeconds.push(entrySeconds);
    this.firstGroup.push(this.groups);
  }

  #addGroups(square: number, belief: Belief, loads: Loads): void {
    const { tree, plan, availableCount } = this.session;
    const first = tree.firstChild[square]!;
    for (let node = first; node < first + tree.childCount[square]!; node++) {
      if (availableCount[node] === 0) continue;
      const start = this.slots;
      const group = this.groups;
      this.groupOfNode[node - tree.levelStart[this.groupLevel]!] = group;
      this.#addLeaves(node, group, belief, loads);
      this.#sortSlots(start);
      this.groupSquare.push(this.squares - 1);
      this.groupEntrySeconds.push(plan.latency.leastEntrySeconds(tree, node));
      this.leafSeconds.push(this.#nextLeafSeconds(this.leaf.values[start]!));
      this.firstSlot.push(start);
    }
  }

  /** Seconds from a leaf of the same group; where holes have several positions, a mean over the hole's. */
  #nextLeafSeconds(leaf: number): number {
    const { tree, plan } = this.session;
    const own = plan.latency.leastEntrySeconds(tree, leaf);
    const above = tree.parent[leaf]!;
    if (tree.level[above]! === this.groupLevel) return own;
    return own + plan.latency.leastEntrySeconds(tree, above) / tree.childCount[above]!;
  }

  #addLeaves(node: number, group: number, belief: Belief, loads: Loads): void {
    const { tree, status } = this.session;
    const first = tree.firstChild[node]!;
    for (let row = first; row < first + tree.childCount[node]!; row++) {
      if (!tree.isLeaf(row)) this.#addLeaves(row, group, belief, loads);
      else if (status[row] === TargetStatus.Available) this.#addLeaf(row, group, belief, loads);
    }
  }

  #addLeaf(row: number, group: number, belief: Belief, loads: Loads): void {
    this.leaf.push(row);
    this.slotGroup.push(group);
    this.logit.push(logit(belief.probability[row]!));
    this.squareLoad.push(loads.square(row));
    this.groupLoad.push(loads.group(row));
  }

  #imagineGrid(grid: number, typical: TypicalNode): void {
    for (const groups of typical.squares) {
      this.#addSquare(grid, SquareKind.Imagined, typical.squareEntrySeconds);
      this.#imagineGroups(typical, groups);
    }
  }

  #imagineSquare(typical: TypicalNode): void {
    this.#imagineGroups(typical, typical.squares[0]!);
  }

  #imagineGroups(typical: TypicalNode, groups: readonly TypicalGroup[]): void {
    for (const { logit, squareLoad, groupLoad } of groups) {
      const group = this.groups;
      this.firstSlot.push(this.slots);
      this.groupSquare.push(this.squares - 1);
      this.groupEntrySeconds.push(typical.groupEntrySeconds);
      this.leafSeconds.push(typical.leafSeconds);
      for (let k = 0; k < logit.length; k++) {
        this.leaf.push(-1);
        this.slotGroup.push(group);
        this.logit.push(logit[k]!);
        this.squareLoad.push(squareLoad[k]!);
        this.groupLoad.push(groupLoad[k]!);
      }
    }
  }

  /** The most promising first, ties in the order of finding. */
  #sortSlots(start: number): void {
    const columns = [this.leaf.values, this.logit.values, this.squareLoad.values, this.groupLoad.values];
    const logits = this.logit.values;
    for (let i = start + 1; i < this.slots; i++) {
      for (let k = i; k > start && logits[k]! > logits[k - 1]!; k--) {
        for (const column of columns) {
          const other = column[k]!;
          column[k] = column[k - 1]!;
          column[k - 1] = other;
        }
      }
    }
  }
}

/** Where a square of the model comes from. */
export const SquareKind = {
  /** Its groups and leaves are known. */
  Found: 0,
  /** It was found and not surveyed: what is in it is imagined. */
  Unsurveyed: 1,
  /** It is imagined itself, in a grid that was not surveyed. */
  Imagined: 2,
} as const;
export type SquareKind = (typeof SquareKind)[keyof typeof SquareKind];

/** How much the logit of a leaf's chance varies with what its square and its group add. */
class Loads {
  readonly #belief: Belief;
  readonly #high: Float64Array;
  readonly #low: Float64Array;

  constructor({ tree }: Session, belief: Belief) {
    this.#belief = belief;
    this.#high = new Float64Array(tree.size);
    this.#low = new Float64Array(tree.size);
    belief.probabilityIf(1, this.#high);
    belief.probabilityIf(-1, this.#low);
  }

  square(leaf: number): number {
    return Math.min(halfStep(this.#low[leaf]!, this.#high[leaf]!), this.#total(leaf));
  }

  group(leaf: number): number {
    const square = this.square(leaf);
    return Math.sqrt(this.#total(leaf) ** 2 - square ** 2);
  }

  #total(leaf: number): number {
    return halfStep(this.#belief.chanceAt(leaf, -1), this.#belief.chanceAt(leaf, 1));
  }
}
