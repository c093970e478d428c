import assert from "node:assert/strict";
import fc from "fast-check";
import { interquartileMean } from "../../../agent/statistics/interquartile-mean.js";
import { linearQuantile } from "../../../agent/statistics/linear-quantile.js";
import { canNormalise, normalisedScore } from "../../../agent/statistics/normalised-score.js";
import { optimalityGap } from "../../../agent/statistics/optimality-gap.js";
import { averageScoreProfile, performanceProfile } from "../../../agent/statistics/performance-profile.js";
import { requireScores } from "../../../agent/statistics/score-matrix.js";
import { meanOverTasks, medianOverTasks } from "../../../agent/statistics/task-averages.js";
import { anyScores, near } from "./any-scores.js";

describe("aggregates of scores", () => {
  it("move by a shift of all scores", () => {
    fc.assert(
      fc.property(anyScores, fc.integer({ min: -50, max: 50 }), (scores, shift) => {
        const shifted = scores.map((runs) => runs.map((score) => score + shift));
        near(meanOverTasks(shifted), meanOverTasks(scores) + shift, 1e-9);
        near(medianOverTasks(shifted), medianOverTasks(scores) + shift, 1e-9);
        near(interquartileMean(shifted.flat()), interquartileMean(scores.flat()) + shift, 1e-9);
        near(optimalityGap(shifted, 1 + shift), optimalityGap(scores, 1), 1e-9);
      }),
    );
  });

  it("do not depend on the order of runs and tasks", () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const turned = scores.map((runs) => [...runs].reverse()).reverse();
        for (const aggregate of [meanOverTasks, medianOverTasks]) near(aggregate(turned), aggregate(scores), 1e-9);
        near(interquartileMean(turned.flat()), interquartileMean(scores.flat()), 1e-9);
      }),
    );
  });

  it("weigh tasks alike, whatever their numbers of runs", () => {
    assert.equal(meanOverTasks([[0, 0, 0, 0], [1]]), 0.5);
    assert.equal(medianOverTasks([[0], [3], [10]]), 3);
  });

  it("leave a quarter out at each end, rounded down", () => {
    assert.equal(interquartileMean([7]), 7);
    assert.equal(interquartileMean([1, 2, 60]), 21);
    assert.equal(interquartileMean([100, 0, 1, 2, -50, 3, 4, 5]), 2.5);
    assert.ok(Number.isNaN(interquartileMean([])));
  });

  it("count what lies above gamma as gamma", () => {
    assert.equal(optimalityGap([[0.5, 3]], 1), 0.25);
    assert.equal(optimalityGap([[2, 3]], 1), 0);
  });

  it("refuse what are no scores", () => {
    assert.throws(() => requireScores([]), /no task/);
    assert.throws(() => requireScores([[1], []]), /task 1 has no runs/);
    assert.throws(() => requireScores([[1], [2, Number.NaN]], "index"), /index: run 1 of task 1 is NaN/);
  });
});

describe("performance profiles", () => {
  it("fall from 1 to 0", () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const taus = Array.from({ length: 61 }, (_, i) => -3 + i / 10);
        for (const profile of [performanceProfile(scores, taus), averageScoreProfile(scores, taus)]) {
          profile.forEach((share, i) => {
            assert.ok(share >= 0 && share <= 1 && (i === 0 || share <= profile[i - 1]!));
          });
          assert.equal(performanceProfile(scores, [Number.NEGATIVE_INFINITY])[0], 1);
          assert.equal(performanceProfile(scores, [Number.POSITIVE_INFINITY])[0], 0);
        }
      }),
    );
  });

  it("count what lies above, not what ties", () => {
    assert.deepEqual(performanceProfile([[0.2, 0.5, 0.5, 0.8]], [0.5, 0.1, 0.8]), [0.25, 1, 0]);
    assert.deepEqual(averageScoreProfile([[0, 1], [1]], [0.5, 0.4]), [0.5, 1]);
  });
});

describe("normalisedScore", () => {
  it("is 0 for the raster and 1 for the bound", () => {
    assert.equal(normalisedScore(50, 50, 110), 0);
    assert.equal(normalisedScore(110, 50, 110), 1);
    assert.equal(normalisedScore(20, 50, 110), -0.5);
    assert.equal(normalisedScore(-5, -20, 0), 0.75);
  });

  it("is not there where bound and raster are about the same", () => {
    for (const [raster, bound] of [
      [100, 100.9],
      [0, 0],
      [-10, -10],
      [3, 2],
      [0, 1e-9],
    ] as const) {
      assert.equal(normalisedScore(1, raster, bound), undefined);
      assert.equal(canNormalise(raster, bound), false);
    }
    assert.ok(canNormalise(100, 102));
    assert.ok(canNormalise(0, 0.01));
  });
});

describe("linearQuantile", () => {
  it("interpolates as NumPy does", () => {
    assert.equal(linearQuantile([1, 2, 4, 8], 0.5), 3);
    assert.equal(linearQuantile([1, 2, 4, 8], 0.1), 1.3);
    assert.equal(linearQuantile([1, 2, 4, 8], 1), 8);
    assert.equal(linearQuantile([5], 0.3), 5);
  });
});
