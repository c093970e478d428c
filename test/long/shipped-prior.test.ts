import assert from "node:assert/strict";
import { fitPrior } from "../../agent/belief/fit-prior.js";
import { loadPrior } from "../../agent/belief/prior.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";

describe("the shipped prior", () => {
  it("is what its command makes", () => {
    const shipped = loadPrior("generated");
    const [, name, worlds, seed] = /--scenario (\S+) --worlds (\d+) --seed (\d+)/.exec(shipped.madeBy)!;
    const scenario = loadScenario(name!);
    const source = openWorld(scenario);
    const made = fitPrior(source, scenario.plan, Number(worlds), new KeyedRandom(Number(seed)), shipped.madeBy);
    assert.deepEqual(made, shipped);
  });
});
