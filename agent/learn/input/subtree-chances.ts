import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import type { Belief } from "../../belief/belief.js";

/** What is believed of the holes that may still be exposed below each row: sums and the greatest. By row. */
export class SubtreeChances {
  count = new Float32Array(0);
  sum = new Float32Array(0);
  /** Sum of the chances before any result. */
  priorSum = new Float32Array(0);
  best = new Float32Array(0);

  /** Brings all rows up to date with a belief that is. */
  update({ tree, status }: Session, { probability, prior }: Belief): void {
    if (this.count.length < tree.size) {
      this.count = new Float32Array(tree.size);
      this.sum = new Float32Array(tree.size);
      this.priorSum = new Float32Array(tree.size);
      this.best = new Float32Array(tree.size);
    }
    const { count, sum, priorSum, best } = this;
    const { parent, firstLeaf, size } = tree;
    for (const of of [count, sum, priorSum, best]) of.fill(0, 0, size);
    for (let row = size - 1; row > 0; row--) {
      if (row >= firstLeaf && status[row] === TargetStatus.Available) {
        count[row] = 1;
        sum[row] = best[row] = probability[row]!;
        priorSum[row] = prior[row]!;
      }
      if (count[row] === 0) continue;
      const up = parent[row]!;
      count[up]! += count[row]!;
      sum[up]! += sum[row]!;
      priorSum[up]! += priorSum[row]!;
      if (best[row]! > best[up]!) best[up] = best[row]!;
    }
  }
}
