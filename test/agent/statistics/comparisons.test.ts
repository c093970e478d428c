import assert from "node:assert/strict";
import fc from "fast-check";
import { episodesForPower } from "../../../agent/statistics/episodes-for-power.js";
import { holm } from "../../../agent/statistics/holm.js";
import { nonInferiority } from "../../../agent/statistics/non-inferiority.js";
import { LEAST_WORLDS, pairedDifference, verdictOn } from "../../../agent/statistics/paired-difference.js";
import {
  pairedImprovementInterval,
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
} from "../../../agent/statistics/probability-of-improvement.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { anyPairs, anyScores, near } from "./any-scores.js";

const options = (seed = 1) => ({ random: new RandomStream(seed), resamples: 200 });
const normals = (count: number, trial: number, offset: number) => {
  const random = new KeyedRandom(5);
  return Array.from({ length: count }, (_, i) => random.normal(trial, RandomKind.HoleEffect, i + offset));
};

describe("probabilityOfImprovement", () => {
  it("is one half for identical scores", () => {
    fc.assert(fc.property(anyScores, (scores) => near(probabilityOfImprovement(scores, scores), 0.5, 1e-12)));
  });

  it("is the share of pairs won, ties half, for each task alike", () => {
    fc.assert(
      fc.property(anyPairs, ([a, b]) => {
        const shares = a.map((runs, task) => {
          const won = runs.flatMap((x) => b[task]!.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)));
          return won.reduce<number>((sum, w) => sum + w, 0) / won.length;
        });
        near(probabilityOfImprovement(a, b), shares.reduce((sum, p) => sum + p, 0) / shares.length, 1e-12);
        near(probabilityOfImprovement(a, b) + probabilityOfImprovement(b, a), 1, 1e-12);
      }),
    );
  });

  it("compares different numbers of runs, but not different tasks", () => {
    assert.equal(probabilityOfImprovement([[1]], [[0, 2, 3]]), 1 / 3);
    assert.throws(() => probabilityOfImprovement([[1]], [[1], [2]]), /1 tasks against 2/);
  });

  it("has an interval that holds it, narrower where worlds are shared", () => {
    const worlds = normals(60, 1, 0);
    const a = [worlds.map((world, i) => world * 5 + (i % 3) / 10)];
    const b = [worlds.map((world) => world * 5)];
    const independent = probabilityOfImprovementInterval(a, b, options());
    const paired = pairedImprovementInterval(a, b, options());
    const point = probabilityOfImprovement(a, b);
    for (const { low, high } of [independent, paired]) assert.ok(low <= point && point <= high);
    assert.ok(paired.high - paired.low < (independent.high - independent.low) / 2);
    assert.throws(() => pairedImprovementInterval(a, [[1]], options()), /60 runs against 1/);
    assert.throws(() => probabilityOfImprovementInterval(a, b, { ...options(), method: "bca" }), /two samples/);
  });

  it("has a paired interval that covers one half about as often as it says where there is no difference", () => {
    let covered = 0;
    for (let trial = 0; trial < 300; trial++) {
      const worlds = normals(40, trial, 0);
      const [a, b] = [100, 200].map((offset) => {
        const noise = normals(40, trial, offset);
        return [worlds.map((world, i) => world + noise[i]!)];
      });
      const { low, high } = pairedImprovementInterval(a!, b!, options(trial));
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    assert.ok(covered / 300 > 0.9 && covered / 300 < 0.985, `${covered / 300}`);
  });
});

describe("pairedDifference", () => {
  it("of scores and the same scores with c more is c, without doubt", () => {
    fc.assert(
      fc.property(anyScores, fc.integer({ min: -300, max: 300 }), (scores, c) => {
        const difference = pairedDifference(
          scores.map((runs) => runs.map((score) => score + c)),
          scores,
          options(),
        );
        for (const value of Object.values(difference)) near(value, c, 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it("turns its sign with the order of the two", () => {
    fc.assert(
      fc.property(anyPairs, ([a, b]) => {
        const [forth, back] = [pairedDifference(a, b, options()), pairedDifference(b, a, options())];
        near(forth.mean, -back.mean, 1e-9);
        near(forth.low, -back.high, 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it("sees through what the worlds differ in", () => {
    const worlds = normals(50, 2, 0).map((world) => 100 * world);
    const better = worlds.map((world, i) => world + 1 + normals(50, 3, 0)[i]!);
    const difference = pairedDifference([better], [worlds], options());
    assert.equal(verdictOn(difference, 50), "higher");
    assert.equal(verdictOn(pairedDifference([worlds], [better], options()), 50), "lower");
    const unpaired = pairedDifference([better], [[...worlds].reverse()], options());
    assert.equal(verdictOn(unpaired, 50), "not shown");
  });

  it("is called nothing with too few worlds, or with an interval that touches 0", () => {
    assert.equal(verdictOn({ mean: 1, low: 1, high: 1 }, LEAST_WORLDS - 1), "too few worlds");
    assert.equal(verdictOn({ mean: 1, low: 1, high: 1 }, LEAST_WORLDS), "higher");
    assert.equal(verdictOn({ mean: 1, low: 0, high: 2 }, 100), "not shown");
  });

  it("refuses what is not paired", () => {
    assert.throws(() => pairedDifference([[1, 2]], [[1]], options()), /task 0 has 2 runs against 1/);
  });
});

describe("nonInferiority", () => {
  it("is Student's test on the paired differences", () => {
    // Student 1908, the sleep data: gains of soporific 2 over 1; t = 4.0621, one-sided p = 0.0014 (R: t.test(extra))
    const one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const test = nonInferiority(two, one, { marginShare: 0 });
    near(test.difference, 1.58, 1e-12);
    near(test.pValue, 0.002833 / 2, 1e-6);
    near(test.lowerLimit, 1.58 - 1.8331129 * (1.58 / 4.062128), 1e-5);
    assert.ok(test.notWorse);
  });

  it("allows for a share of the reference's mean, and no more", () => {
    const reference = Array.from({ length: 30 }, (_, i) => 99 + (i % 3));
    const worseBy = (loss: number) =>
      nonInferiority(
        reference.map((value, i) => value - loss + (i % 2 === 0 ? 0.1 : -0.1)),
        reference,
      );
    assert.equal(worseBy(0).margin, 2);
    assert.ok(worseBy(1.9).notWorse);
    assert.ok(!worseBy(2).notWorse);
    assert.ok(worseBy(2.1).pValue > 0.99);
  });

  it("is the test of what is better by the margin, whatever the sign of the reference's mean", () => {
    for (const sign of [1, -1]) {
      const reference = normals(20, 7, 0).map((z) => sign * 100 + z);
      const returns = normals(20, 8, 0).map((z, i) => reference[i]! - 1 + 2 * z);
      const { margin, pValue, notWorse } = nonInferiority(returns, reference, { marginShare: 0.03 });
      near(margin, 3, 0.05);
      const lifted = returns.map((value) => value + margin);
      near(pValue, nonInferiority(lifted, reference, { marginShare: 0 }).pValue, 1e-12);
      assert.ok(notWorse && pValue < 0.001);
    }
  });

  it("says the same by limit and by p-value", () => {
    const value = fc.integer({ min: -50, max: 150 });
    const pairs = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(pairs, (pairs) => {
        const test = nonInferiority(
          pairs.map(([a]) => a),
          pairs.map(([, b]) => b),
        );
        if (Math.abs(test.pValue - 0.05) > 1e-9) assert.equal(test.notWorse, test.pValue < 0.05);
      }),
    );
  });

  it("never passes what is worse by the margin more often than it says", () => {
    let passed = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const reference = normals(12, trial, 0).map((world) => 100 + world);
      const noise = normals(12, trial, 100);
      const lost = 0.02 * 100;
      if (
        nonInferiority(
          reference.map((value, i) => value - lost + 3 * noise[i]!),
          reference,
        ).notWorse
      )
        passed++;
    }
    assert.ok(passed / 2000 > 0.035 && passed / 2000 < 0.065, `${passed / 2000}`);
  });

  it("can't show anything with one episode", () => {
    const test = nonInferiority([5], [1]);
    assert.equal(test.notWorse, false);
    assert.equal(test.pValue, 1);
    assert.equal(test.lowerLimit, Number.NEGATIVE_INFINITY);
  });
});

describe("holm", () => {
  const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

  it("gives the textbook's figures", () => {
    const corrected = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, i) => {
      near(corrected[i]!, expected, 1e-12);
    });
    assert.deepEqual(holm([]), []);
    assert.deepEqual(holm([0.2]), [0.2]);
    assert.throws(() => holm([Number.NaN]), RangeError);
  });

  it("keeps the order, only raises, stays at most 1, and rejects what stepping down does", () => {
    fc.assert(
      fc.property(probabilities, (p) => {
        const corrected = holm(p);
        const order = p.map((_, i) => i).sort((i, j) => p[i]! - p[j]! || i - j);
        order.forEach((at, rank) => {
          assert.ok(corrected[at]! >= p[at]! && corrected[at]! <= 1);
          assert.ok(rank === 0 || corrected[at]! >= corrected[order[rank - 1]!]!);
        });
        const steps = order.findIndex((at, rank) => p[at]! * (p.length - rank) > 0.05);
        const rejected = steps < 0 ? p.length : steps;
        assert.equal(corrected.filter((value) => value <= 0.05).length, rejected);
      }),
    );
  });
});

describe("episodesForPower", () => {
  it("is what the test needs: simulated", () => {
    for (const [sd, margin, power] of [
      [3, 2, 0.8],
      [5, 2, 0.9],
    ] as const) {
      const episodes = episodesForPower(sd, margin, { level: 0.05, power });
      let shown = 0;
      const trials = 2000;
      for (let trial = 0; trial < trials; trial++) {
        const reference = new Array<number>(episodes).fill(100);
        const same = normals(episodes, trial, 1000).map((z) => 100 + sd * z);
        if (nonInferiority(same, reference, { marginShare: margin / 100 }).notWorse) shown++;
      }
      assert.ok(Math.abs(shown / trials - power) < 0.03, `${episodes}: ${shown / trials}, expected ${power}`);
    }
  });

  it("grows with noise, power and strictness, and as the square of the margin", () => {
    const least = episodesForPower(10, 2);
    assert.equal(least, 156);
    assert.ok(episodesForPower(20, 2) > 3.9 * least);
    assert.ok(episodesForPower(10, 2, { power: 0.95 }) > least);
    assert.ok(episodesForPower(10, 2, { level: 0.05 / 14 }) > least);
    assert.equal(episodesForPower(0, 2), 2);
    assert.equal(episodesForPower(10, 0), Number.POSITIVE_INFINITY);
    assert.throws(() => episodesForPower(Number.NaN, 1), RangeError);
    assert.throws(() => episodesForPower(1, -1), RangeError);
    assert.throws(() => episodesForPower(1, 1, { power: 1 }), RangeError);
  });
});
