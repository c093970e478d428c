import { TargetStatus } from "../../env/session/target-status.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Belief } from "../belief/belief.js";
import { RelaxedPlan } from "./relaxed-plan.js";

/** Three-point Gauss–Hermite quadrature: exact for polynomials up to the fifth degree. */
export const CASES = [-Math.sqrt(3), 0, Math.sqrt(3)] as const;
export const CASE_WEIGHTS = [1 / 6, 2 / 3, 1 / 6] as const;

/**
 * A {@link RelaxedPlan} that counts on learning: what a square is worth is worked out for several cases of how good it
 * may turn out to be, in each of which the plan takes what is worth its time then. To know the case, one group has to be
 * entered and its best hole be exposed, whatever the case: where that is not worth it, it is the price of knowing.
 * So a square of which little is known is worth more than one that is surely as good as this one is believed to be.
 */
export class InformedPlan extends RelaxedPlan {
  /** What a square is worth if this group is entered next, the square's and the group's entries paid. By row. */
  readonly through: Float64Array;
  readonly #results: number;
  readonly #groupLevel: number;
  readonly #values: readonly Float64Array[];
  readonly #gains: readonly Float64Array[];
  readonly #seconds: readonly Float64Array[];
  /** Of each group, or hole with several positions: the leaf of the greatest value. */
  readonly #best: Int32Array;

  /** @param results that are taken to tell which case it is */
  constructor(tree: TargetTree, results: number) {
    super(tree);
    const inner = () => new Float64Array(tree.firstLeaf);
    this.#results = results;
    this.#groupLevel = groupLevelOf(tree.shape);
    this.#values = CASES.map(() => new Float64Array(tree.size));
    this.#gains = CASES.map(inner);
    this.#seconds = CASES.map(inner);
    this.#best = new Int32Array(tree.firstLeaf);
    this.through = inner();
  }

  /**
   * Takes over what each leaf is worth in each of the cases. In the square that the stage stands in, what has been learnt
   * so far is all that counts: with an option to learn more it stays too long.
   *
   * @param place where the stage stands
   */
  foresee(belief: Belief, place: number): void {
    const { tree } = this;
    CASES.forEach((z, k) => {
      belief.probabilityIf(z, this.#values[k]!, this.#results);
    });
    if (tree.level[place]! < this.#groupLevel - 1) return;
    let first = tree.ancestor(place, this.#groupLevel - 1);
    let last = first;
    while (!tree.isLeaf(first)) {
      if (tree.childCount[first] === 0 || tree.childCount[last] === 0) return;
      first = tree.firstChild[first]!;
      last = tree.firstChild[last]! + tree.childCount[last]! - 1;
    }
    for (const values of this.#values) values.set(belief.probability.subarray(first, last + 1), first);
  }

  override isWorthEntering(group: number): boolean {
    return this.through[group]! > 0;
  }

  override evaluate(values: Float64Array, status: Uint8Array, price: number): number {
    const { gain, seconds, through, entrySeconds } = this;
    const { parent, firstLeaf, level, size, levelStart } = this.tree;
    const groupLevel = this.#groupLevel;
    const firstGroup = levelStart[groupLevel]!;
    const firstSquare = levelStart[groupLevel - 1]!;
    const best = this.#best;
    gain.fill(0, 0, firstLeaf);
    seconds.fill(0, 0, firstLeaf);
    best.fill(-1);
    for (let k = 0; k < CASES.length; k++) {
      this.#gains[k]!.fill(0);
      this.#seconds[k]!.fill(0);
    }
    for (let leaf = size - 1; leaf >= firstLeaf; leaf--) {
      if (status[leaf] !== TargetStatus.Available) continue;
      const time = entrySeconds[leaf]!;
      const up = parent[leaf]!;
      gain[leaf] = values[leaf]! - price * time;
      seconds[leaf] = time;
      if (best[up] === -1 || values[leaf]! > values[best[up]!]!) best[up] = leaf;
      for (let k = 0; k < CASES.length; k++) {
        const own = this.#values[k]![leaf]! - price * time;
        if (!(own > 0)) continue;
        this.#gains[k]![up]! += own;
        this.#seconds[k]![up]! += time;
      }
    }
    for (let row = firstLeaf - 1; row >= firstGroup; row--) {
      const leaf = best[row]!;
      if (leaf === -1) continue;
      const time = entrySeconds[row]!;
      const up = parent[row]!;
      let expected = 0;
      let probing = 0;
      let takes = 0;
      for (let k = 0; k < CASES.length; k++) {
        const own = this.#gains[k]![row]! - price * time;
        const weight = CASE_WEIGHTS[k]!;
        if (own > 0) {
          expected += weight * own;
          takes += weight * (this.#seconds[k]![row]! + time);
          this.#gains[k]![up]! += own;
          this.#seconds[k]![up]! += this.#seconds[k]![row]! + time;
        } else probing += weight * this.#probe(k, leaf, row, price);
      }
      gain[row] = expected + probing;
      through[row] = probing;
      seconds[row] = takes;
      if (level[row]! > groupLevel && (best[up] === -1 || values[leaf]! > values[best[up]!]!)) best[up] = leaf;
      else if (level[row] === groupLevel && (best[up] === -1 || probing > through[best[up]!]!)) best[up] = row;
    }
    for (let square = firstGroup - 1; square >= firstSquare; square--) {
      const group = best[square]!;
      if (group === -1) continue;
      let expected = 0;
      for (let k = 0; k < CASES.length; k++) {
        expected += CASE_WEIGHTS[k]! * this.#gains[k]![square]!;
        seconds[square]! += CASE_WEIGHTS[k]! * this.#seconds[k]![square]!;
      }
      gain[square] = expected + through[group]!;
      const first = this.tree.firstChild[square]!;
      for (let g = first; g < first + this.tree.childCount[square]!; g++) through[g]! += expected;
    }
    this.evaluateUnexplored(price);
    for (let row = firstGroup - 1; row > 0; row--) {
      const time = entrySeconds[row]!;
      const own = gain[row]! - price * time;
      gain[row] = own;
      seconds[row]! += time;
      if (own > 0) {
        const up = parent[row]!;
        gain[up]! += own;
        seconds[up]! += seconds[row]!;
      }
    }
    return gain[0]!;
  }

  /** What entering a group for its best leaf comes to in a case in which nothing in it is worth that. */
  #probe(k: number, leaf: number, group: number, price: number): number {
    const { entrySeconds } = this;
    let time = entrySeconds[leaf]! + entrySeconds[group]!;
    for (let row = this.tree.parent[leaf]!; row > group; row = this.tree.parent[row]!) time += entrySeconds[row]!;
    return this.#values[k]![leaf]! - price * time;
  }
}
