import assert from "node:assert/strict";
import { make } from "../../../env/core/environments.js";
import { requireKnownKeys } from "../../../env/core/known-keys.js";

describe("requireKnownKeys", () => {
  it("takes objects with known keys only, and names the nearest one", () => {
    requireKnownKeys("reset()", {}, ["seed", "options"]);
    requireKnownKeys("reset()", { seed: 1 }, ["seed", "options"]);
    const message = "reset() has no option 'sed'. Did you mean 'seed'? Allowed: seed, options.";
    assert.throws(() => requireKnownKeys("reset()", { sed: 1 }, ["seed", "options"]), { name: "UserError", message });
    for (const wrong of [5, "seed", null, [1]]) {
      assert.throws(() => requireKnownKeys("reset()", wrong, ["seed"]), /expected an object with seed, got/);
    }
  });

  it("keeps misspelt options from being ignored by make and reset", () => {
    const misspelt = { scenario: "y1-like", maxStep: 3 };
    for (const id of ["CryoEM/Collection-v0", "CryoEM/Holes-v0"]) {
      assert.throws(() => make(id, misspelt), /no option 'maxStep'\. Did you mean 'maxSteps'\?/);
      assert.throws(() => make(id, { scenario: 5 }), /'scenario' must be a scenario/);
      assert.throws(() => make(id), /'scenario' must be a scenario/);
      const env = make(id, { scenario: "y1-like" });
      const request: object = { sed: 1 };
      assert.throws(() => env.reset(request), /reset\(\) has no option 'sed'\. Did you mean 'seed'\?/);
      assert.throws(() => env.reset({ seed: 1e300 }), /expected an integer/);
    }
  });
});
