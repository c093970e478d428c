import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";
import { worldStatistics } from "../../../../env/world/statistics/world-statistics.js";
import type { WorldData } from "../../../../env/world/world-data.js";

const WORLDS = 40;
/** What is measured, its value, what is expected, and by how much it may differ. */
type Row = readonly [string, number, number, number];

function statistics(name: string) {
  const scenario = loadScenario(name);
  const source = openWorld(scenario);
  const worlds = Array.from({ length: WORLDS }, (_, seed) => source.create(new KeyedRandom(seed)));
  const { mean, sd } = worldStatistics(worlds, scenario.plan.objective.isGood);
  return { worlds, mean, sd };
}

function check(rows: readonly Row[]): void {
  for (const [what, value, expected, tolerance] of rows) {
    console.log(`      ${what.padEnd(38)} ${value.toFixed(3).padStart(7)}  expected ${expected} ± ${tolerance}`);
  }
  for (const [what, value, expected, tolerance] of rows) {
    assert.ok(Math.abs(value - expected) <= tolerance, `${what} is ${value}; expected ${expected} ± ${tolerance}`);
  }
}

/** Micrographs per unit of log CTF between two resolutions, as a share of all. */
function density(worlds: readonly WorldData[], leastAngstrom: number, mostAngstrom: number): number {
  const all = worlds.flatMap(({ ctfResolutionAngstrom }) => [...ctfResolutionAngstrom.filter((ctf) => ctf > 0)]);
  const between = all.filter((ctf) => ctf >= leastAngstrom && ctf < mostAngstrom).length;
  return between / all.length / Math.log(mostAngstrom / leastAngstrom);
}

describe("world kind 'generated'", () => {
  it("reproduces the statistics of the session that y1-like is made after, over 40 worlds", () => {
    const { worlds, mean } = statistics("y1-like");
    const ctf = mean.ctfQuantilesAngstrom.bySquare;
    const log = mean.varianceShares.bySquare.logCtf;
    const good = mean.varianceShares.bySquare.good;
    const { correlationByPitch, goodGivenNeighbourGood, goodGivenNeighbourBad } = mean.pairs.bySquare;
    const trough = density(worlds, 5, 6.2);
    check([
      ["CTF quantile .05, Å", ctf.q05, 3.4, 0.3],
      ["CTF quantile .25, Å", ctf.q25, 4.9, 0.4],
      ["CTF quantile .50, Å", ctf.q50, 7.6, 0.5],
      ["CTF quantile .75, Å", ctf.q75, 10.2, 0.6],
      ["CTF quantile .95, Å", ctf.q95, 16.1, 0.9],
      ["density at 5-6.2 Å over that at 3-4.5 Å", trough / density(worlds, 3, 4.5), 0.7, 0.15],
      ["density at 5-6.2 Å over that at 7-11 Å", trough / density(worlds, 7, 11), 0.5, 0.15],
      ["good share per square, mean", mean.goodShare.bySquare.mean, 0.34, 0.04],
      ["good share per square, sd", mean.goodShare.bySquare.sd, 0.29, 0.04],
      ["good label: share of square", good.square, 0.38, 0.06],
      ["good label: share of group", good.group, 0.08, 0.04],
      ["good label: share of hole", good.hole, 0.55, 0.07],
      ["log CTF: share of square", log.square, 0.3, 0.06],
      ["log CTF: share of group", log.group, 0.14, 0.04],
      ["log CTF: share of hole", log.hole, 0.56, 0.07],
      ["correlation of log CTF at 1 pitch", correlationByPitch[0]!, 0.53, 0.05],
      ["correlation of log CTF at 2 pitches", correlationByPitch[1]!, 0.49, 0.06],
      ["correlation of log CTF at 3 pitches", correlationByPitch[2]!, 0.43, 0.05],
      ["correlation of log CTF at 4 pitches", correlationByPitch[3]!, 0.4, 0.05],
      ["P(good | neighbour good)", goodGivenNeighbourGood, 0.75, 0.08],
      ["P(good | neighbour bad)", goodGivenNeighbourBad, 0.21, 0.06],
      ["AUC of the prediction", mean.predictorAuc, 0.86, 0.03],
      ["failed fits", mean.failedShare.bySquare, 0.013, 0.005],
      ["holes of a square with its good share", mean.holesWithGoodShare, 0, 0.15],
    ]);
  });

  it("makes y1-wide vary widely around it", () => {
    const { mean, sd } = statistics("y1-wide");
    check([
      ["good share per square, mean", mean.goodShare.bySquare.mean, 0.45, 0.1],
      ["its sd over worlds", sd.goodShare.bySquare.mean, 0.2, 0.06],
      ["log CTF: share of square", mean.varianceShares.bySquare.logCtf.square, 0.25, 0.07],
      ["its sd over worlds", sd.varianceShares.bySquare.logCtf.square, 0.12, 0.05],
      ["AUC of the prediction", mean.predictorAuc, 0.71, 0.07],
      ["its sd over worlds", sd.predictorAuc, 0.13, 0.04],
      ["failed fits, empty holes among them", mean.failedShare.bySquare, 0.09, 0.05],
    ]);
  });

  it("makes mostly-good with three quarters good", () => {
    const { mean } = statistics("mostly-good");
    check([
      ["good share per square, mean", mean.goodShare.bySquare.mean, 0.75, 0.05],
      ["good share of all holes", mean.goodShare.byHole, 0.75, 0.05],
      ["CTF quantile .50, Å", mean.ctfQuantilesAngstrom.bySquare.q50, 4.6, 0.4],
      ["AUC of the prediction", mean.predictorAuc, 0.86, 0.03],
    ]);
  });

  it("gives the same world for a seed, whatever was drawn before, and another one for another", () => {
    for (const name of ["y1-like", "y1-wide"]) {
      const worlds = openWorld(loadScenario(name));
      const again = openWorld(loadScenario(name));
      const one = worlds.create(new KeyedRandom(11));
      worlds.create(new KeyedRandom(12));
      const same = again.create(new KeyedRandom(11));
      assert.deepEqual(same.tree.descriptions(), one.tree.descriptions());
      assert.deepEqual({ ...same, tree: 0 }, { ...one, tree: 0 });
      assert.deepEqual(worlds.create(new KeyedRandom(11)).ctfResolutionAngstrom, one.ctfResolutionAngstrom);
      assert.notDeepEqual(again.create(new KeyedRandom(12)).ctfResolutionAngstrom, one.ctfResolutionAngstrom);
    }
  });

  it("gives the same world on every machine", () => {
    const { tree, ctfResolutionAngstrom, particleCount } = openWorld(loadScenario("y1-wide")).create(
      new KeyedRandom(7),
    );
    const text = Array.from(tree.parent, (parent, row) => {
      const rounded = [ctfResolutionAngstrom[row]!, tree.stageXMicrometers[row]!].map((value) => value.toFixed(3));
      return `${parent} ${rounded.join(" ")} ${particleCount![row]}`;
    }).join("\n");
    assert.equal(createHash("sha256").update(text).digest("hex").slice(0, 16), "ace887a7211c2e8c");
  });

  it("keeps to its layout and says how large its worlds may be", () => {
    const source = openWorld(loadScenario("y1-like"));
    assert.equal(source.varies, true);
    assert.equal(source.survey, "complete");
    assert.equal(source.mostChildren, 24);
    assert.equal(source.mostHoles, 9 * 12 * 24);
    assert.equal(source.mostTargets, 1 + 6 + 9 + 9 * 12 + 9 * 12 * 24);
    for (let seed = 0; seed < 10; seed++) {
      const { tree } = source.create(new KeyedRandom(seed));
      const counts = (level: number) => [
        ...tree.childCount.subarray(tree.levelStart[level], tree.levelStart[level + 1]),
      ];
      assert.equal(tree.childCount[0], 6);
      assert.equal(tree.levelStart[3]! - tree.levelStart[2]!, 9);
      assert.ok(counts(2).every((count) => count >= 2 && count <= 12));
      assert.ok(counts(3).every((count) => count >= 15 && count <= 24));
    }
  });
});
