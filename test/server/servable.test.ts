import assert from "node:assert/strict";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { requireServable } from "../../server/servable.js";

describe("requireServable", () => {
  const require = (name: string) => {
    const scenario = loadScenario(name);
    requireServable(scenario, openWorld(scenario));
  };

  it("takes what the simulated microscope plays as it is written", () => {
    require("y1-like");
    require("y1-wide");
  });

  it("names all that it can't play, and what to do", () => {
    assert.throws(
      () => require("fresh-session"),
      /UserError: .*'fresh-session' has squares that are surveyed on entry/,
    );
    assert.throws(
      () => require("delayed-results"),
      /surveyed on entry .* and results that arrive later .*cryogym simulate/,
    );
    assert.throws(() => require("rough-session"), /moves that fail/);
    assert.throws(() => require("hole-positions"), /several positions in a hole/);
  });
});
