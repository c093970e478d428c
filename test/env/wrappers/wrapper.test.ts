import assert from "node:assert/strict";
import { copyObservation } from "../../../env/core/env.js";
import { make } from "../../../env/core/environments.js";
import { FlattenObservation } from "../../../env/wrappers/flatten-observation.js";
import { OrderEnforcing } from "../../../env/wrappers/order-enforcing.js";
import { TimeLimit } from "../../../env/wrappers/time-limit.js";
import { ToyEnv } from "../../support/toy-env.js";

describe("Wrapper", () => {
  it("passes on what it does not define", () => {
    const inner = new ToyEnv();
    const env = new OrderEnforcing(new TimeLimit(inner, { maxSteps: 9 }));
    env.reset();
    assert.equal(env.unwrapped, inner);
    assert.equal(env.metadata, inner.metadata);
    assert.equal(env.actionMask, inner.actionMask);
    assert.equal(env.budgetSeconds, undefined);
    assert.equal(env.render(), "toy");
    assert.equal(env.spec, undefined);
    const collection = make("CryoEM/Collection-v0", { scenario: "y1-like" });
    assert.equal(new OrderEnforcing(collection).budgetSeconds, 28_800);
  });

  it("lets a batch be written into where it leaves observations as they are", () => {
    const inner = make("CryoEM/Collection-v0", { scenario: "y1-like" });
    const env = new OrderEnforcing(inner);
    env.reset({ seed: 1 });
    const arrays = copyObservation(inner.observation);
    env.observeInto(arrays);
    assert.equal(inner.observation.candidates, arrays.candidates);
    const flat = new FlattenObservation(inner);
    flat.observeInto(new Float32Array(flat.observationSpace.size));
    assert.equal(inner.observation.candidates, arrays.candidates);
  });

  it("adds itself to the spec", () => {
    const env = new FlattenObservation(
      new TimeLimit(make("CryoEM/Collection-v0", { scenario: "y1-like" }), { maxSteps: 9 }),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(env.spec)), {
      id: "CryoEM/Collection-v0",
      options: { scenario: "y1-like" },
      wrappers: [{ name: "TimeLimit", options: { maxSteps: 9 } }, { name: "FlattenObservation" }],
    });
  });
});
