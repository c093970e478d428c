import assert from "node:assert/strict";
import { fitKernel, logLoss, MOST_EVALUATIONS } from "../../../../agent/belief/gaussian-process/fit-kernel.js";
import { loadKernelParameters } from "../../../../agent/belief/gaussian-process/kernel-parameters.js";
import { logisticRidge } from "../../../../agent/belief/gaussian-process/logistic-ridge.js";
import { recordVisits, withFeatures } from "../../../../agent/calibration/visits.js";
import { policies } from "../../../../agent/policies/index.js";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { RandomStream } from "../../../../env/random/random-stream.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";

function visits(seed: number, budgetMinutes: number, episodes: number, keeps: () => boolean = () => true) {
  const scenario = loadScenario("y1-wide");
  const plan = { ...scenario.plan, budgetSeconds: budgetMinutes * 60 };
  const source = withFeatures(openWorld(scenario), keeps);
  return recordVisits(
    { ...scenario, plan, source },
    () => policies.get("index").create(),
    episodes,
    new KeyedRandom(seed),
  );
}

describe("logisticRidge", () => {
  it("finds the weights that made the outcomes", () => {
    const random = new RandomStream(1);
    const rows = Array.from({ length: 20_000 }, () => Float64Array.of(1, random.normal(), random.normal(), 0));
    const good = rows.map(([, a, b]) => random.uniform() < 1 / (1 + Math.exp(-(0.5 + 1.5 * a! - 0.7 * b!))));
    const weights = logisticRidge(rows, good, 1);
    [0.5, 1.5, -0.7, 0].forEach((weight, i) => {
      assert.ok(Math.abs(weights[i]! - weight) < 0.08, `weight ${i}: ${weights[i]}`);
    });
  });
});

describe("fitKernel", () => {
  it("finds a kernel that foretells better than the one that the search begins with", () => {
    const seen = visits(5, 60, 3);
    const losses: number[] = [];
    const fitted = fitKernel(seen, "test", (loss) => losses.push(loss));
    assert.ok(losses.length <= MOST_EVALUATIONS);
    assert.equal(logLoss(seen, fitted), Math.min(...losses));
    assert.ok(logLoss(seen, fitted) < losses[0]!);
    assert.deepEqual(
      fitted.features.map(({ level, name }) => `${level}.${name}`),
      loadKernelParameters("gaussian-process").features.map(({ level, name }) => `${level}.${name}`),
    );
  });
});

describe("the shipped kernel", () => {
  it("foretells on new worlds, with and without features, better than the share of good ones does", () => {
    const kernel = loadKernelParameters("gaussian-process");
    assert.match(kernel.madeBy, /^cryogym kernel --scenario y1-wide /);
    for (const keeps of [() => true, () => false]) {
      const seen = visits(77, 240, 6, keeps);
      const outcomes = seen.flatMap(({ good }) => good.map(Number));
      const share = outcomes.reduce((a, b) => a + b, 0) / outcomes.length;
      const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
      assert.ok(logLoss(seen, kernel) < 0.95 * entropy, `${logLoss(seen, kernel)} against ${entropy}`);
    }
  });
});
