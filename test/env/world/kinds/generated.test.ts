import assert from "node:assert/strict";
import { mean, sampleStandardDeviation } from "simple-statistics";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../../env/tree/feature-schema.js";
import { varianceComponents } from "../../../../env/world/statistics/variance-components.js";
import type { WorldData } from "../../../../env/world/world-data.js";

const GOOD_ANGSTROM = 6;
const SQUARE_LEVEL = 2;

/** 1 for a good hole, else 0; by row. */
function goodLabels({ ctfResolutionAngstrom }: WorldData): Float64Array {
  return ctfResolutionAngstrom.map((ctf) => (ctf <= GOOD_ANGSTROM ? 1 : 0));
}

/** Share of good holes in each square. */
function goodShares(data: WorldData): number[] {
  const { tree } = data;
  const good = goodLabels(data);
  const sums = new Map<number, { good: number; holes: number }>();
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    const square = tree.ancestor(hole, SQUARE_LEVEL);
    const sum = sums.get(square) ?? { good: 0, holes: 0 };
    sums.set(square, { good: sum.good + good[hole]!, holes: sum.holes + 1 });
  }
  return [...sums.values()].map((sum) => sum.good / sum.holes);
}

/** Shares of variance by square, group and hole. */
function shares(data: WorldData, values: Float64Array): [number, number, number] {
  const [, grid = 0, square = 0, group = 0, hole = 0] = varianceComponents(data.tree, values);
  const total = grid + square + group + hole;
  return [(grid + square) / total, group / total, hole / total];
}

/** Logarithm of the CTF resolution, failed fits at the mean of the others. */
function logCtf({ tree, ctfResolutionAngstrom }: WorldData): Float64Array {
  const logs = ctfResolutionAngstrom.map((ctf) => Math.log(ctf));
  const known = logs.filter((log, row) => row >= tree.firstLeaf && !Number.isNaN(log));
  const middle = mean([...known]);
  return logs.map((log) => (Number.isNaN(log) ? middle : log));
}

/** Probability that a good hole has a better prediction than a bad one. */
function auc(data: WorldData): number {
  const { tree } = data;
  const index = tree.featureIndex(tree.leafLevel, PREDICTED_CTF_RESOLUTION.name);
  const good = goodLabels(data);
  const holes = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  holes.sort((a, b) => tree.feature(a, index) - tree.feature(b, index));
  let seen = 0;
  let won = 0;
  for (const hole of holes) {
    if (good[hole] === 1) seen++;
    else won += seen;
  }
  return won / (seen * (holes.length - seen));
}

describe("world kind 'generated'", () => {
  const source = openWorld(loadScenario("y1-like"));
  const world = (seed: number) => source.create(new KeyedRandom(seed));

  it("reproduces the statistics of the session that y1-like is made after, over 40 worlds", () => {
    const worlds = Array.from({ length: 40 }, (_, seed) => world(seed));
    const average = (of: (data: WorldData) => number) => mean(worlds.map(of));
    const varianceShares = (of: (data: WorldData) => Float64Array) => {
      const each = worlds.map((data) => shares(data, of(data)));
      return [0, 1, 2].map((level) => mean(each.map((share) => share[level]!)));
    };
    const label = varianceShares(goodLabels);
    const ctf = varianceShares(logCtf);
    const rows: [string, number, number, number][] = [
      ["good share per square, mean", average((data) => mean(goodShares(data))), 0.34, 0.05],
      ["good share per square, sd", average((data) => sampleStandardDeviation(goodShares(data))), 0.29, 0.05],
      ["good label: share of square", label[0]!, 0.38, 0.07],
      ["good label: share of group", label[1]!, 0.08, 0.07],
      ["good label: share of hole", label[2]!, 0.55, 0.07],
      ["log CTF: share of square", ctf[0]!, 0.3, 0.08],
      ["log CTF: share of group", ctf[1]!, 0.14, 0.08],
      ["log CTF: share of hole", ctf[2]!, 0.56, 0.08],
      ["AUC of the prediction", average(auc), 0.86, 0.06],
    ];
    for (const [what, value, target, tolerance] of rows) {
      console.log(`      ${what.padEnd(30)} ${value.toFixed(3)}  expected ${target} ± ${tolerance}`);
    }
    for (const [what, value, target, tolerance] of rows) {
      assert.ok(Math.abs(value - target) <= tolerance, `${what} is ${value}; expected ${target} ± ${tolerance}`);
    }
  });

  it("gives the same world for a seed, another one for another", () => {
    for (const name of ["y1-like", "y1-wide"]) {
      const worlds = openWorld(loadScenario(name));
      const again = openWorld(loadScenario(name));
      const one = worlds.create(new KeyedRandom(11));
      worlds.create(new KeyedRandom(12));
      const same = again.create(new KeyedRandom(11));
      assert.deepEqual(same.tree.descriptions(), one.tree.descriptions());
      assert.deepEqual(same.ctfResolutionAngstrom, one.ctfResolutionAngstrom);
      assert.notDeepEqual(again.create(new KeyedRandom(12)).ctfResolutionAngstrom, one.ctfResolutionAngstrom);
    }
  });

  it("keeps to its layout and to the bound on children", () => {
    assert.equal(source.varies, true);
    assert.equal(source.mostChildren, 24);
    assert.equal(source.mostHoles, 9 * 12 * 24);
    for (let seed = 0; seed < 10; seed++) {
      const { tree } = world(seed);
      const counts = (level: number) => [
        ...tree.childCount.subarray(tree.levelStart[level], tree.levelStart[level + 1]),
      ];
      assert.equal(tree.childCount[0], 6);
      assert.equal(tree.levelStart[3]! - tree.levelStart[2]!, 9);
      assert.ok(counts(2).every((count) => count >= 2 && count <= 12));
      assert.ok(counts(3).every((count) => count >= 15 && count <= 24));
      assert.ok(tree.childCount.every((count) => count <= source.mostChildren));
      assert.ok(tree.size - tree.firstLeaf <= source.mostHoles);
    }
  });

  it("fails about as many fits as asked for, none of them good", () => {
    const worlds = Array.from({ length: 20 }, (_, seed) => world(seed));
    const holes = worlds.flatMap(({ tree, ctfResolutionAngstrom }) => [
      ...ctfResolutionAngstrom.subarray(tree.firstLeaf),
    ]);
    const share = holes.filter(Number.isNaN).length / holes.length;
    assert.ok(share > 0.008 && share < 0.018, `${share}`);
    assert.ok(holes.every((ctf) => Number.isNaN(ctf) || (ctf >= 3 && ctf <= 21)));
  });
});
