import type { Belief } from "../../agent/belief/belief.js";
import { GROUP_KINDS, LEAF_SHARES, SQUARE_KINDS } from "../../agent/belief/typical-groups.js";
import { logistic, logit, medianLogit } from "../../agent/search/logit.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";

/** What is believed of leaves: chances as given by row; their logits vary by square and by group with these deviations. */
export interface MadeUp {
  readonly chance: (row: number) => number;
  readonly squareSd?: number;
  readonly groupSd?: number;
}

/** A belief that says what it is told to, and learns nothing. */
export function madeUpBelief({ tree, status }: Session, { chance, squareSd = 0, groupSd = 0 }: MadeUp): Belief {
  const groupLevel = groupLevelOf(tree.shape);
  const variance = squareSd ** 2 + groupSd ** 2;
  const probability = Float64Array.from({ length: tree.size }, (_, row) =>
    tree.isLeaf(row) && status[row] !== TargetStatus.Hidden ? chance(row) : 0,
  );
  const latentMean = Float64Array.from(probability, (p) => medianLogit(logit(p), variance));
  const latentVariance = Float64Array.from({ length: tree.size }, (_, row) =>
    tree.level[row]! < groupLevel - 1 ? squareSd ** 2 / 2 : tree.level[row]! < groupLevel ? squareSd ** 2 : variance,
  );
  const none = () => {
    throw new Error("a made-up belief learns nothing");
  };
  return {
    probability,
    prior: probability.slice(),
    latentMean,
    latentVariance,
    hasPredictions: false,
    typicalOffsets: new Float64Array(GROUP_KINDS * LEAF_SHARES),
    typicalSquares: new Float64Array(SQUARE_KINDS),
    observe: none,
    update() {},
    chanceAt: (leaf, z) => logistic(latentMean[leaf]! + z * Math.sqrt(variance)),
    offset: () => 0,
    chanceBelow: (_node, offset, z = 0) => logistic(offset + z * squareSd),
    probabilityIf(z, into) {
      for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) into[leaf] = logistic(latentMean[leaf]! + z * squareSd);
    },
    sample(random: RandomStream, chances) {
      const added = new Float64Array(tree.firstLeaf);
      for (let row = 1; row < tree.firstLeaf; row++) {
        const sd = tree.level[row] === groupLevel - 1 ? squareSd : tree.level[row] === groupLevel ? groupSd : 0;
        added[row] = added[tree.parent[row]!]! + sd * random.normal();
      }
      for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
        chances[leaf] = logistic(latentMean[leaf]! + added[tree.parent[leaf]!]!);
      }
    },
  };
}
