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
    assert.deepEqual({ ...made, logit: undefined }, { ...shipped, logit: undefined });
    assert.deepEqual(shapeOf(made.logit), shapeOf(shipped.logit));
    const [found, expected] = [numbersOf(made.logit), numbersOf(shipped.logit)];
    for (const [i, value] of expected.entries()) {
      assert.ok(Math.abs(found[i]! - value) <= 0.02 * Math.abs(value) + 0.002, `${found[i]} instead of ${value}`);
    }
  });
});

/** Numbers in a value, in order: rounds of fitting amplify the least change of the arithmetic, so these agree about. */
function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, inner]) => numbersOf(inner))
    : [];
}

/** A value with all numbers alike. */
function shapeOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner) => (typeof inner === "number" ? 0 : inner));
}
