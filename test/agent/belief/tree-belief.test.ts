import assert from "node:assert/strict";
import { loadPrior, type Prior } from "../../../agent/belief/prior.js";
import { TreeBelief } from "../../../agent/belief/tree-belief.js";
import { math } from "../../../env/math.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { TargetTree } from "../../../env/tree/target-tree.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { randomWorld } from "../../support/random-worlds.js";

const prior = loadPrior("generated");

function begin(k: number) {
  const stream = new KeyedRandom(k).stream(0, RandomKind.World);
  const world = new World(randomWorld(stream, 3), planOf(60), new KeyedRandom(k));
  return { session: world.begin(), stream };
}

/** Covariance of two groups' effects: the variances of the levels that they share. */
function shared(tree: TargetTree, variances: Prior["variances"]["withFeature"], a: number, b: number): number {
  let sum = 0;
  for (let row = a; row >= 0; row = tree.parent[row]!) {
    if (tree.contains(row, b)) sum += variances[tree.shape.levels[tree.level[row]!]!]!;
    if (row === 0) break;
  }
  return sum;
}

describe("TreeBelief", () => {
  it("equals conditioning the joint Gaussian of all effects", () => {
    for (let k = 0; k < 25; k++) {
      const { session, stream } = begin(k);
      const { tree } = session;
      const belief = new TreeBelief(session, prior);
      const seen: number[] = [];
      const residuals: number[] = [];
      for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
        if (stream.uniform() < 0.5) continue;
        const good = stream.uniform() < 0.5;
        belief.observe(hole, good);
        seen.push(hole);
        residuals.push((good ? 1 : 0) - belief.prior[hole]!);
      }
      belief.update();
      if (seen.length === 0) continue;
      const { withFeature } = prior.variances;
      const covariance = seen.map((a) =>
        seen.map(
          (b) => shared(tree, withFeature, tree.parent[a]!, tree.parent[b]!) + (a === b ? withFeature.hole! : 0),
        ),
      );
      const weights = math.lusolve(covariance, residuals) as number[][];
      for (let group = tree.levelStart[3]!; group < tree.firstLeaf; group++) {
        const expected = seen.reduce(
          (sum, hole, i) => sum + shared(tree, withFeature, group, tree.parent[hole]!) * weights[i]![0]!,
          0,
        );
        assert.ok(Math.abs(belief.effect[group]! - expected) < 1e-9, `world ${k}, group ${group}`);
      }
    }
  });

  it("does not depend on the order of the results", () => {
    const { session } = begin(7);
    const { tree } = session;
    const holes = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
    const probabilityAfter = (order: readonly number[]) => {
      const belief = new TreeBelief(session, prior);
      for (const hole of order) {
        belief.observe(hole, hole % 3 === 0);
        belief.update();
      }
      return belief.probability;
    };
    const [forward, backward] = [probabilityAfter(holes), probabilityAfter([...holes].reverse())];
    forward.forEach((p, row) => {
      assert.ok(Math.abs(p - backward[row]!) < 1e-12);
    });
  });

  it("raises the neighbours of a good hole, the nearer the more, and lowers those of a bad one", () => {
    const { session } = begin(11);
    const { tree } = session;
    const hole = tree.firstLeaf;
    for (const good of [true, false]) {
      const belief = new TreeBelief(session, prior);
      belief.observe(hole, good);
      belief.update();
      const shift = (group: number) => (good ? 1 : -1) * belief.effect[group]!;
      const own = tree.parent[hole]!;
      for (let group = tree.levelStart[3]!; group < tree.firstLeaf; group++) {
        assert.ok(shift(group) > 0);
        if (group !== own) assert.ok(shift(group) < shift(own));
      }
    }
  });

  it("starts from the good share where no prediction is known", () => {
    const { session } = begin(3);
    const { tree } = session;
    const belief = new TreeBelief(session, prior);
    const feature = tree.featureIndex(tree.leafLevel, prior.logistic.feature);
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (Number.isNaN(tree.feature(hole, feature))) assert.equal(belief.prior[hole], prior.goodShare);
    }
  });
});
