import assert from "node:assert/strict";
import { parse } from "yaml";
import { UserError } from "../../../env/errors.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { planDocument, readPlan } from "../../../env/scenario/plan-document.js";
import { scenarioNames } from "../../../env/scenario/scenario-files.js";

describe("planDocument", () => {
  for (const name of scenarioNames()) {
    it(`says all of ${name}'s plan, without other files`, () => {
      const text = planDocument(name);
      const { name: called, plan } = readPlan(text);
      const scenario = loadScenario(name);
      assert.equal(called, scenario.name);
      assert.equal(plan.budgetSeconds, scenario.plan.budgetSeconds);
      assert.deepEqual(plan.results, scenario.plan.results);
      const { isGood: _a, amount: _b, worth: _c, endWorth: _d, mostEndWorth: _e, ...known } = plan.objective;
      const {
        isGood: _f,
        amount: _g,
        worth: _h,
        endWorth: _i,
        mostEndWorth: _j,
        ...expected
      } = scenario.plan.objective;
      assert.deepEqual(known, expected);
      for (const key of ["extends", "variables", "world"]) assert.ok(!(key in parse(text)));
    });
  }

  it("gives the same latency model", () => {
    const scenario = loadScenario("y1-like");
    const { plan } = readPlan(planDocument("y1-like"));
    const { tree } = openWorld(scenario).create(new KeyedRandom(1));
    for (let row = 1; row < tree.size; row += 17)
      assert.equal(plan.latency.expectedSeconds(tree, 0, row), scenario.plan.latency.expectedSeconds(tree, 0, row));
  });
});

describe("readPlan", () => {
  const text = planDocument("y1-like");

  it("takes a scenario that hangs on nothing else", () => {
    const whole = { ...(parse(text) as object), description: "x", start: "outside", world: { kind: "replay" } };
    assert.equal(readPlan(JSON.stringify(whole)).name, "y1-like");
  });

  it("says what is wrong, and where", () => {
    const refused = (wrong: string, message: RegExp) =>
      assert.throws(
        () => readPlan(wrong),
        (error) => error instanceof UserError && message.test(error.message),
      );
    refused(`${text}\nextends: y1-like\n`, /scenario:\d+:\d+: .*extends/);
    refused(text.replace(/^budget: .*$/m, "budget: long"), /scenario:\d+:\d+: budget/);
    refused(text.replace(/^ {2}kind: .*$/m, "  kind: magic"), /scenario:\d+:\d+: latency\.kind/);
    refused("", /scenario:1:1: the file is empty/);
    refused("[1", /not valid YAML/);
    refused("x".repeat(70_000), /at most 65536/);
  });
});
