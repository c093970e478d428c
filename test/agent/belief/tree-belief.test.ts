import assert from "node:assert/strict";
import { loadPrior, type Prior } from "../../../agent/belief/prior.js";
import { TreeBelief } from "../../../agent/belief/tree-belief.js";
import { math } from "../../../env/math.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { Session } from "../../../env/session/session.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { World } from "../../../env/world/world.js";
import { planOf, positionsLatency } from "../../support/plans.js";
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
        assert.ok(Math.abs(belief.latentMean[group]! - expected) < 1e-9, `world ${k}, group ${group}`);
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
      const shift = (group: number) => (good ? 1 : -1) * belief.latentMean[group]!;
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

  it("gives the positions of a hole an effect in common, from the prediction of their hole", () => {
    for (let k = 0; k < 10; k++) {
      const stream = new KeyedRandom(k).stream(0, RandomKind.World);
      const world = new World(randomWorld(stream, 3, 3), planOf(60, positionsLatency), new KeyedRandom(k));
      const { tree } = world.data;
      const session = world.begin();
      const belief = new TreeBelief(session, prior);
      const feature = tree.featureIndex(4, prior.logistic.feature);
      const own = prior.variances.withFeature.hole! / 2;
      const variances = { ...prior.variances.withFeature, hole: own };
      const seen: number[] = [];
      const residuals: number[] = [];
      for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
        const predicted = tree.feature(tree.parent[leaf]!, feature);
        if (Number.isNaN(predicted)) assert.equal(belief.prior[leaf], prior.goodShare);
        else assert.ok(Math.abs(belief.prior[leaf]! - logistic(predicted)) < 1e-12);
        if (stream.uniform() < 0.5) continue;
        belief.observe(leaf, leaf % 2 === 0);
        seen.push(leaf);
        residuals.push((leaf % 2 === 0 ? 1 : 0) - belief.prior[leaf]!);
      }
      belief.update();
      if (seen.length === 0) continue;
      const covariance = seen.map((a) =>
        seen.map((b) => shared(tree, variances, tree.parent[a]!, tree.parent[b]!) + (a === b ? own : 0)),
      );
      const weights = math.lusolve(covariance, residuals) as number[][];
      for (let hole = tree.levelStart[4]!; hole < tree.firstLeaf; hole++) {
        const expected = seen.reduce(
          (sum, leaf, i) => sum + shared(tree, variances, hole, tree.parent[leaf]!) * weights[i]![0]!,
          0,
        );
        assert.ok(Math.abs(belief.latentMean[hole]! - expected) < 1e-9, `world ${k}, hole ${hole}`);
      }
    }
  });

  it("believes of what was found the same as if nothing else were there, and of an unsurveyed square what its grid tells", () => {
    for (let k = 0; k < 20; k++) {
      const stream = new KeyedRandom(k).stream(0, RandomKind.World);
      const world = new World(randomWorld(stream, 3), planOf(6000), new KeyedRandom(k));
      const { tree } = world.data;
      const session = world.begin({ hole: tree.firstLeaf, concealed: true });
      const found = tree.descriptions().filter(({ id }) => {
        const above = tree.parent[tree.row(id)!]!;
        return session.tree.childCount[above] !== 0;
      });
      const alone = new Session(TargetTree.from(found), session.plan);
      const holes = found.filter(({ level, id }) => level === 4 && session.isAvailable(tree.row(id)!)).slice(0, 3);
      for (const { id } of holes) {
        const outcome = { ctfResolutionAngstrom: 4, failed: false };
        session.exposed(tree.row(id)!, 60);
        session.resulted(tree.row(id)!, outcome);
        alone.exposed(alone.tree.row(id)!, 60);
        alone.resulted(alone.tree.row(id)!, outcome);
      }
      const [belief, other] = [new TreeBelief(session, prior), new TreeBelief(alone, prior)];
      for (const { id, level } of found) {
        const [a, b] = [tree.row(id)!, alone.tree.row(id)!];
        if (level === 4) assert.equal(belief.probability[a], other.probability[b]);
        else assert.equal(belief.latentMean[a], other.latentMean[b]);
        if (level === 2 && session.explored[a] === 0)
          assert.ok(Math.abs(belief.latentMean[a]! - belief.latentMean[tree.parent[a]!]!) < 1e-12);
      }
    }
  });
});

function logistic(predicted: number): number {
  const { intercept, slope } = prior.logistic;
  return 1 / (1 + Math.exp(-(intercept + slope * Math.log(predicted))));
}
