import assert from "node:assert/strict";
import { inOwnProcess } from "../../../../../bin/bench/measure-apart.js";
import type { DecisionMeasurement } from "../../../../../bin/bench/train/measure-decision.js";
import type { OwnMeasurement } from "../../../../../bin/bench/train/measure-own.js";
import type { TrainBenchCase } from "../../../../../bin/bench/train/measure-process.js";

describe("cryogym bench train", function () {
  this.timeout(60_000);

  const apart = <Measurement>(benchCase: TrainBenchCase) =>
    inOwnProcess<TrainBenchCase, Measurement>("train/measure-process.js", benchCase);

  it("measures cryogym's training, all steps but those of the first iteration", async () => {
    const sizes = { environments: 2, rounds: 16, minibatch: 32, epochs: 2, hidden: 16, iterations: 3, untimed: 1 };
    const own = { ...sizes, backend: "auto", scenario: "y1-like", belief: false, workers: 2 } as const;
    const measured = await apart<OwnMeasurement>({ own });
    assert.equal(measured.steps, 2 * 2 * 2 * 16);
    assert.ok(measured.present > 1 && measured.present <= measured.places, `${measured.present} candidates`);
    assert.ok(Math.abs(measured.envStepsPerSecond - measured.steps / measured.seconds) < 1e-6);
    const { environmentShare, inferenceShare, gradientShare } = measured;
    for (const share of [environmentShare, inferenceShare, gradientShare]) assert.ok(share > 0 && share < 1);
    assert.ok(environmentShare + inferenceShare + gradientShare < 1.01);
  });

  it("measures decisions with a thousand candidates", async () => {
    const measured = await apart<DecisionMeasurement>({ decision: { holes: 1000, hidden: 16, decisions: 5 } });
    assert.equal(measured.backend, "wasm");
    for (const value of [measured.network, measured.oneGroup, measured.tenSquares])
      assert.ok(value > 0 && value < 1000);
  });
});
