import assert from "node:assert/strict";
import { RandomStream } from "../../../env/random/random-stream.js";
import { LatencyFit, MOST_KEPT, PRESET_WORTH } from "../../../server/latency/latency-fit.js";
import type { StepObservation } from "../../../server/latency/step-observations.js";

/** Log-normal durations. */
function drawn(count: number, median: number, sigma: number, seed = 1): StepObservation[] {
  const random = new RandomStream(seed);
  return Array.from({ length: count }, () => ({
    step: "focus",
    seconds: median * Math.exp(sigma * random.normal()),
    presetSeconds: 15,
  }));
}

const factorAfter = (observations: readonly StepObservation[]) => new LatencyFit(observations).factors.focus!;

describe("LatencyFit", () => {
  it("is the preset exactly without observations", () => {
    const fit = new LatencyFit();
    assert.deepEqual(fit.factors, {});
    assert.deepEqual(fit.describe(["stage", "focus"]), [
      { step: "stage", count: 0, factor: 1 },
      { step: "focus", count: 0, factor: 1 },
    ]);
  });

  for (const ratio of [0.2, 0.5, 1, 2, 10]) {
    it(`finds a median ${ratio} times the preset's`, () => {
      for (const seed of [1, 2, 3]) {
        const found = factorAfter(drawn(80, ratio * 15, 0.25, seed));
        // What the prior still takes, and three standard errors.
        const expected = ratio ** (80 / (80 + PRESET_WORTH));
        assert.ok(Math.abs(Math.log(found / expected)) < (3 * 0.25) / Math.sqrt(80), `${found} after seed ${seed}`);
        assert.ok(Math.abs(Math.log(found / ratio)) < 0.2);
      }
    });
  }

  it("trusts the preset until there are a few observations", () => {
    assert.equal(factorAfter(drawn(1, 30, 0)), 1.15);
    assert.equal(factorAfter(drawn(4, 30, 0)), 1.41);
  });

  it("is not ruined by an outlier, whether it comes first or late", () => {
    const outlier = { step: "focus", seconds: 1200, presetSeconds: 15 };
    assert.ok(factorAfter([outlier]) < 1.3);
    const usual = drawn(20, 15, 0.1);
    for (const observations of [
      [outlier, ...usual],
      [...usual, outlier],
      [...usual, { ...outlier, seconds: 0.01 }],
    ]) {
      const change = Math.log(factorAfter(observations) / factorAfter(usual));
      assert.ok(Math.abs(change) < 0.06, `${change}`);
    }
  });

  it("follows an instrument that changes", () => {
    assert.ok(factorAfter([...drawn(300, 15, 0.1), ...drawn(MOST_KEPT, 45, 0.1)]) > 2.7);
  });

  it("ignores what is no duration", () => {
    const wrong = [0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((seconds) => ({
      step: "focus",
      seconds,
      presetSeconds: 15,
    }));
    assert.deepEqual(new LatencyFit(wrong).factors, {});
  });

  it("is made again from what it keeps, also after a way through JSON", () => {
    const fit = new LatencyFit();
    const stage = drawn(30, 4, 0.2, 5).map((observation) => ({ ...observation, step: "stage", presetSeconds: 6 }));
    fit.add(drawn(250, 22, 0.3));
    fit.add(stage);
    const again = new LatencyFit(JSON.parse(JSON.stringify(fit.observations)) as StepObservation[]);
    assert.deepEqual(again.factors, fit.factors);
    assert.deepEqual(again.describe(["stage", "focus"]), fit.describe(["stage", "focus"]));
  });

  it("describes what was refitted", () => {
    const [step] = new LatencyFit(drawn(50, 30, 0)).describe(["focus"]);
    assert.equal(step!.count, 50);
    assert.equal(step!.presetSeconds, 15);
    assert.equal(step!.refittedSeconds, 15 * step!.factor);
    assert.ok(step!.refittedSeconds! > 28 && step!.refittedSeconds! <= 30);
  });
});
