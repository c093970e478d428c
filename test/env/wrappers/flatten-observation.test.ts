import assert from "node:assert/strict";
import { make } from "../../../env/core/environments.js";
import { FlattenObservation } from "../../../env/wrappers/flatten-observation.js";

describe("FlattenObservation", () => {
  it("shows all of the observation in one array of its space", () => {
    const inner = make("CryoEM/Collection-v0", { scenario: "y1-like" });
    const env = new FlattenObservation(inner);
    const { observation } = env.reset({ seed: 3 });
    assert.ok(env.observationSpace.contains(observation));
    const { candidates, mask, context, level } = inner.reset({ seed: 3 }).observation;
    const oneHot = Array.from({ length: 4 }, (_, i) => (i === level ? 1 : 0));
    assert.deepEqual([...observation], [...candidates, ...mask, ...context, ...oneHot]);
    assert.equal(env.metadata.observationsAreViews, true);
    assert.deepEqual(env.actionMask, mask);
    assert.ok(env.observationSpace.contains(env.step(mask.indexOf(1, 3)).observation));
  });
});
