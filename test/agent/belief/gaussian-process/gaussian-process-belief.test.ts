import assert from "node:assert/strict";
import {
  GaussianProcessBelief,
  type GaussianProcessOptions,
} from "../../../../agent/belief/gaussian-process/gaussian-process-belief.js";
import { Kernel } from "../../../../agent/belief/gaussian-process/kernel.js";
import { loadKernelParameters } from "../../../../agent/belief/gaussian-process/kernel-parameters.js";
import { lowRank } from "../../../../agent/belief/gaussian-process/low-rank.js";
import { inverseMills, probit, probitQuantile } from "../../../../agent/belief/gaussian-process/probit.js";
import { math } from "../../../../env/math.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import type { Session } from "../../../../env/session/session.js";
import { World } from "../../../../env/world/world.js";
import { planOf, positionsLatency } from "../../../support/plans.js";
import { randomWorld } from "../../../support/random-worlds.js";

const parameters = loadKernelParameters("gaussian-process");

/** Nothing of the kernel is left out. */
const exact: GaussianProcessOptions = { mostRank: 400, tolerance: 0 };

function begin(seed: number, mostPositions = 0) {
  const stream = new KeyedRandom(seed).stream(0, RandomKind.World);
  const plan = mostPositions === 0 ? planOf(60) : planOf(60, positionsLatency);
  const session = new World(randomWorld(stream, 3, mostPositions), plan, new KeyedRandom(seed)).begin();
  return { session, stream };
}

interface Dense {
  readonly mean: number[];
  readonly covariance: number[][];
}

/**
 * What conditioning a dense joint normal distribution gives: each result stands for a measurement of its leaf with the
 * precision and value that match the moments of its likelihood, and all measurements are conditioned on anew, by solving
 * one system of linear equations.
 */
function dense(session: Session, results: readonly (readonly [leaf: number, good: boolean])[]): Dense {
  const kernel = new Kernel(session, parameters);
  const places = [...kernel.rows.keys()];
  const prior = places.map((a) => places.map((b) => kernel.covariance(a, b)));
  const placeOf = (leaf: number) => kernel.rows.indexOf(leaf);
  const noise: number[] = [];
  const value: number[] = [];
  const condition = (): Dense => {
    const seen = results.slice(0, noise.length).map(([leaf]) => placeOf(leaf));
    if (seen.length === 0) return { mean: [...kernel.mean], covariance: prior };
    const measured = seen.map((a, i) => seen.map((b, j) => prior[a]![b]! + (i === j ? noise[i]! : 0)));
    const inverse = math.inv(measured) as number[][];
    const residual = seen.map((a, i) => value[i]! - kernel.mean[a]!);
    const weights = inverse.map((row) => row.reduce((sum, x, j) => sum + x * residual[j]!, 0));
    const gain = places.map((a) =>
      seen.map((_, j) => seen.reduce((sum, b, i) => sum + prior[a]![b]! * inverse[i]![j]!, 0)),
    );
    return {
      mean: places.map((a) => kernel.mean[a]! + seen.reduce((sum, b, i) => sum + prior[a]![b]! * weights[i]!, 0)),
      covariance: places.map((a) =>
        places.map((b) => prior[a]![b]! - seen.reduce((sum, c, j) => sum + gain[a]![j]! * prior[c]![b]!, 0)),
      ),
    };
  };
  for (const [leaf, good] of results) {
    const { mean, covariance } = condition();
    const at = placeOf(leaf);
    const variance = covariance[at]![at]!;
    const scale = Math.sqrt(1 + variance);
    const sign = good ? 1 : -1;
    const z = (sign * mean[at]!) / scale;
    const mills = inverseMills(z);
    const curvature = (mills * (z + mills)) / scale ** 2;
    // Rasmussen & Williams 2006, equations 3.58 and 3.59.
    noise.push(1 / curvature - variance);
    value.push(mean[at]! + (sign * mills) / scale / curvature);
  }
  return condition();
}

function draw({ session, stream }: ReturnType<typeof begin>, most = 12): [number, boolean][] {
  const { tree } = session;
  const results: [number, boolean][] = [];
  for (let leaf = tree.firstLeaf; leaf < tree.size && results.length < most; leaf++) {
    if (stream.uniform() < 0.6) results.push([leaf, stream.uniform() < 0.5]);
  }
  return results;
}

describe("GaussianProcessBelief", () => {
  it("equals dense conditioning, taking results one by one or together, also of positions in holes", () => {
    for (let seed = 0; seed < 12; seed++) {
      const world = begin(seed, seed % 3 === 2 ? 3 : 0);
      const { session } = world;
      const results = draw(world);
      const { mean, covariance } = dense(session, results);
      const { rows } = new Kernel(session, parameters);
      for (const stepwise of [true, false]) {
        const belief = new GaussianProcessBelief(session, parameters, exact);
        for (const [leaf, good] of results) {
          belief.observe(leaf, good);
          if (stepwise) belief.update();
        }
        belief.update();
        rows.forEach((row, place) => {
          assert.ok(Math.abs(belief.latentMean[row]! - mean[place]!) < 1e-6, `world ${seed}, row ${row}`);
          assert.ok(
            Math.abs(belief.latentVariance[row]! - covariance[place]![place]!) < 1e-6,
            `world ${seed}, row ${row}`,
          );
          if (!session.tree.isLeaf(row)) return;
          const chance = probit(mean[place]! / Math.sqrt(1 + covariance[place]![place]!));
          assert.ok(Math.abs(belief.probability[row]! - chance) < 1e-6);
        });
      }
    }
  });

  it("draws samples with the mean and covariance of the dense posterior", () => {
    const world = begin(4);
    const { session } = world;
    const results = draw(world);
    const { mean, covariance } = dense(session, results);
    const belief = new GaussianProcessBelief(session, parameters, exact);
    for (const [leaf, good] of results) belief.observe(leaf, good);
    belief.update();
    const { rows, firstLeaf } = new Kernel(session, parameters);
    const [a, b] = [firstLeaf, firstLeaf + 1];
    const far = rows.length - 1;
    const chances = new Float64Array(session.tree.size);
    const draws = 20_000;
    const sums = { a: 0, aa: 0, ab: 0, af: 0 };
    for (let k = 0; k < draws; k++) {
      belief.sample(world.stream, chances);
      const deviation = (place: number) => probitQuantile(chances[rows[place]!]!) - mean[place]!;
      const own = deviation(a);
      sums.a += own / draws;
      sums.aa += own ** 2 / draws;
      sums.ab += (own * deviation(b)) / draws;
      sums.af += (own * deviation(far)) / draws;
    }
    const variance = covariance[a]![a]!;
    const error = (4 * variance) / Math.sqrt(draws / 2);
    assert.ok(Math.abs(sums.a) < 4 * Math.sqrt(variance / draws), `mean off by ${sums.a}`);
    assert.ok(Math.abs(sums.aa - variance) < error, `${sums.aa}, not ${variance}`);
    assert.ok(Math.abs(sums.ab - covariance[a]![b]!) < error, `${sums.ab}, not ${covariance[a]![b]}`);
    assert.ok(Math.abs(sums.af - covariance[a]![far]!) < error, `${sums.af}, not ${covariance[a]![far]}`);
    assert.ok(Math.abs(covariance[a]![b]! - covariance[a]![far]!) > 2 * error, "the test tells near from far");
  });

  it("gives chances under what a square adds as dense conditioning on it does", () => {
    const world = begin(7);
    const { session } = world;
    const { tree } = session;
    const results = draw(world);
    const { mean, covariance } = dense(session, results);
    const belief = new GaussianProcessBelief(session, parameters, exact);
    for (const [leaf, good] of results) belief.observe(leaf, good);
    belief.update();
    const { rows, firstLeaf } = new Kernel(session, parameters);
    const chances = new Float64Array(tree.size);
    for (const z of [-1.3, 0, 0.8]) {
      belief.probabilityIf(z, chances);
      for (let place = firstLeaf; place < rows.length; place++) {
        const square = rows.indexOf(tree.ancestor(rows[place]!, 2));
        const own = covariance[square]![square]!;
        const shared = covariance[place]![square]!;
        const shifted = mean[place]! + (shared / Math.sqrt(own)) * z;
        const left = covariance[place]![place]! - shared ** 2 / own;
        assert.ok(Math.abs(chances[rows[place]!]! - probit(shifted / Math.sqrt(1 + left))) < 1e-6);
      }
    }
  });

  it("hardly differs with the kernel cut as it is by default", () => {
    for (let seed = 0; seed < 6; seed++) {
      const world = begin(seed);
      const results = draw(world, 40);
      const [cut, whole] = [{}, exact].map((options) => {
        const belief = new GaussianProcessBelief(world.session, parameters, options);
        for (const [leaf, good] of results) belief.observe(leaf, good);
        belief.update();
        return belief;
      });
      for (let leaf = world.session.tree.firstLeaf; leaf < world.session.tree.size; leaf++) {
        assert.ok(Math.abs(cut!.probability[leaf]! - whole!.probability[leaf]!) < 0.03, `world ${seed}, leaf ${leaf}`);
      }
    }
  });
});

describe("lowRank", () => {
  it("gives back variances exactly, and covariances as closely as it says", () => {
    const { session } = begin(5);
    const kernel = new Kernel(session, parameters);
    for (const [mostRank, tolerance] of [
      [400, 0],
      [400, 0.02],
      [8, 0],
    ] as const) {
      const { rank, vectors, rest } = lowRank(kernel, mostRank, tolerance);
      assert.ok(rank % 4 === 0 && rank <= mostRank);
      for (let a = 0; a < kernel.rows.length; a++) {
        for (let b = 0; b < kernel.rows.length; b++) {
          let sum = 0;
          for (let j = 0; j < rank; j++) sum += vectors[a * rank + j]! * vectors[b * rank + j]!;
          const difference = kernel.covariance(a, b) - sum;
          if (a === b) assert.ok(Math.abs(difference - rest[a]!) < 1e-9);
          else assert.ok(Math.abs(difference) <= Math.sqrt(rest[a]! * rest[b]!) + 1e-6);
        }
        if (mostRank === 400 && a >= kernel.firstLeaf) {
          assert.ok(rest[a]! <= tolerance * kernel.covariance(a, a) + 1e-8);
        }
      }
    }
  });
});
