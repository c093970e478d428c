import assert from "node:assert/strict";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { CtfDistribution } from "../../../../env/world/generator/ctf-distribution.js";
import { auc } from "../../../../env/world/statistics/auc.js";

const distribution = new CtfDistribution(
  [
    [0, 3],
    [0.25, 4.9],
    [0.34, 6],
    [0.75, 10.2],
    [1, 21],
  ],
  6,
);

describe("CtfDistribution", () => {
  it("goes through its points and splits at the good class's limit", () => {
    assert.ok(Math.abs(distribution.split - 0.34) < 1e-9);
    assert.ok(Math.abs(Math.exp(distribution.log(0)) - 3) < 1e-9);
    assert.ok(Math.abs(Math.exp(distribution.log(0.75)) - 10.2) < 1e-9);
    assert.ok(Math.abs(Math.exp(distribution.logInClass(true, 1)) - 6) < 1e-6);
    assert.ok(Math.abs(Math.exp(distribution.logInClass(false, 1)) - 21) < 1e-9);
  });

  it("knows the correlation that gives a predictor its AUC, on either side of chance", () => {
    const random = new KeyedRandom(1);
    for (const wanted of [0.6, 0.86, 0.3]) {
      const r = distribution.correlationForAuc(wanted);
      assert.equal(Math.sign(r), wanted < 0.5 ? -1 : 1);
      const logs = Array.from({ length: 4000 }, (_, i) => distribution.log((i + 0.5) / 4000));
      const scores = logs.map((log, i) => {
        const noise = random.normal(i, RandomKind.Prediction) * distribution.sd;
        return r * (log - distribution.mean) + Math.sqrt(1 - r * r) * noise;
      });
      const labels = logs.map((log) => (log < Math.log(6) ? 1 : 0));
      assert.ok(Math.abs(auc(scores, labels) - wanted) < 0.02, `${auc(scores, labels)}, not ${wanted}`);
    }
    assert.equal(distribution.correlationForAuc(0.5), 0);
  });

  it("does with one class only", () => {
    const allGood = new CtfDistribution(
      [
        [0, 3],
        [1, 5],
      ],
      6,
    );
    assert.ok(allGood.split > 1 - 1e-9);
    assert.ok(Number.isFinite(allGood.correlationForAuc(0.9)));
  });
});
