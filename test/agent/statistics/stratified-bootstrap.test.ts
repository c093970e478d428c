import assert from "node:assert/strict";
import fc from "fast-check";
import { acceleration, bootstrapInterval } from "../../../agent/statistics/bootstrap-interval.js";
import { IndexDraws } from "../../../agent/statistics/index-draws.js";
import type { ScoreMatrix } from "../../../agent/statistics/score-matrix.js";
import { bootstrapReplicates, stratifiedBootstrap } from "../../../agent/statistics/stratified-bootstrap.js";
import { meanOverTasks } from "../../../agent/statistics/task-averages.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { anyScores, near } from "./any-scores.js";

const mean = (scores: ScoreMatrix, seed: number, resamples = 200) =>
  stratifiedBootstrap(scores, meanOverTasks, { random: new RandomStream(seed), resamples });

describe("stratifiedBootstrap", () => {
  it("gives the same interval for the same seed, and another for another", () => {
    const scores = [[1, 2, 3, 5, 8, 13]];
    assert.deepEqual(mean(scores, 3), mean(scores, 3));
    assert.notDeepEqual(mean(scores, 3), mean(scores, 4));
  });

  it("moves with a shift of all scores", () => {
    fc.assert(
      fc.property(anyScores, fc.integer({ min: -9, max: 9 }), (scores, shift) => {
        const [before, after] = [
          mean(scores, 1),
          mean(
            scores.map((runs) => runs.map((score) => score + shift)),
            1,
          ),
        ];
        near(after.low, before.low + shift, 1e-9);
        near(after.high, before.high + shift, 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it("resamples runs within their task only", () => {
    const constant = [[1, 1, 1], [5, 5], [9]];
    const { low, high } = mean(constant, 1);
    assert.equal(low, 5);
    assert.equal(high, 5);
    const overTasks = stratifiedBootstrap(constant, meanOverTasks, { random: new RandomStream(1), overTasks: true });
    assert.ok(overTasks.low < 4 && overTasks.high > 6);
  });

  it("gives tasks of one stratum the same worlds", () => {
    const up = [1, 2, 3, 4, 5, 6];
    const scores = [up, up.map((score) => -score)];
    const together = { random: new RandomStream(1), strata: [7, 7], resamples: 50 };
    for (const [value] of bootstrapReplicates(scores, (matrix) => [meanOverTasks(matrix)], together)) {
      assert.equal(value, 0);
    }
    assert.ok(mean(scores, 1).high > 0.5);
    assert.throws(() => new IndexDraws([3, 4], [1, 1]), /task 1 has 4 runs, another of its stratum 3/);
    assert.throws(() => new IndexDraws([3, 4], [1]), /1 strata for 2 tasks/);
  });

  it("covers the true mean about as often as it says", () => {
    const random = new KeyedRandom(11);
    let covered = 0;
    for (let trial = 0; trial < 400; trial++) {
      const scores = [0, 1].map((task) =>
        Array.from({ length: 40 }, (_, run) => random.normal(trial, RandomKind.HoleEffect, 40 * task + run)),
      );
      const { low, high } = mean(scores, trial, 400);
      if (low <= 0 && 0 <= high) covered++;
    }
    assert.ok(covered / 400 > 0.91 && covered / 400 < 0.98, `${covered / 400}`);
  });

  it("refuses options that mean nothing", () => {
    const random = new RandomStream(1);
    const scores = [[1, 2], [3]];
    assert.throws(() => mean(scores, 1, 0), /0 resamples/);
    assert.throws(() => stratifiedBootstrap(scores, meanOverTasks, { random, level: 1 }), /level 1/);
    assert.throws(() => stratifiedBootstrap(scores, meanOverTasks, { random, method: "bca" }), /same number of runs/);
    assert.throws(
      () => stratifiedBootstrap(scores, meanOverTasks, { random, overTasks: true, strata: [0, 0] }),
      /strata do not go/,
    );
    const [method, overTasks] = ["bca", true] as const;
    assert.throws(() => stratifiedBootstrap(scores, meanOverTasks, { random, method, overTasks }), /bca does not go/);
  });
});

describe("bootstrapInterval", () => {
  const replicates = Array.from({ length: 1001 }, (_, i) => i / 10);

  it("mirrors the percentiles for basic, and leaves what is unbiased for bc", () => {
    const percentile = bootstrapInterval(replicates, 50, { method: "percentile", level: 0.9 });
    near(percentile.low, 5, 1e-12);
    near(percentile.high, 95, 1e-12);
    const basic = bootstrapInterval(replicates, 40, { method: "basic", level: 0.9 });
    near(basic.low, -15, 1e-12);
    near(basic.high, 75, 1e-12);
    const corrected = bootstrapInterval(replicates, 50.05, { method: "bc", level: 0.9 });
    near(corrected.low, percentile.low, 0.05);
    near(corrected.high, percentile.high, 0.05);
  });

  it("moves towards the side where the point lies, and stays among the resamples", () => {
    const { low, high } = bootstrapInterval(replicates, 70, { method: "bc", level: 0.9 });
    assert.ok(low > 15 && high > 97);
    for (const point of [-5, 200]) {
      const { low, high } = bootstrapInterval(replicates, point, { method: "bca", level: 0.9, acceleration: 0.1 });
      assert.ok(low >= 0 && high <= 100 && low <= high);
    }
  });

  it("has no acceleration for what is symmetric or constant", () => {
    near(acceleration([1, 2, 3]), 0, 1e-15);
    assert.equal(acceleration([4, 4]), 0);
    assert.ok(acceleration([1, 1, 1, 5]) < 0);
  });
});
