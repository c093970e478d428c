import assert from "node:assert/strict";
import { buildPolicy, evaluationPolicySpec, requirePolicies } from "../../agent/evaluate/policy-by-name.js";
import { policies } from "../../agent/policies/index.js";
import { parameterValues } from "../../agent/policy-parameters.js";
import { parsePolicySpec } from "../../agent/policy-spec.js";
import { UserError } from "../../env/errors.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { World } from "../../env/world/world.js";
import { planOf } from "../support/plans.js";
import { smallWorld } from "../support/small-worlds.js";

describe("parameters of policies", () => {
  it("have defaults within their ranges and a summary, and names in snake_case", () => {
    for (const { name, parameters = {} } of policies.entries()) {
      for (const [parameter, declared] of Object.entries(parameters)) {
        assert.match(parameter, /^[a-z]+(_[a-z]+)*$/, name);
        assert.ok(declared.min <= declared.default && declared.default <= declared.max, `${name}:${parameter}`);
        assert.ok(declared.summary.length > 10);
      }
    }
  });

  it("are completed by defaults", () => {
    const entry = { name: "p", parameters: { a: { default: 1, min: 0, max: 2, summary: "a" } } };
    assert.deepEqual(parameterValues(entry), { a: 1 });
    assert.deepEqual(parameterValues(entry, { a: 0.5 }), { a: 0.5 });
  });

  it("are read from a policy as it is written on a command line", () => {
    assert.deepEqual(parsePolicySpec("ucb"), { name: "ucb", values: {} });
    assert.deepEqual(parsePolicySpec("ucb:beta=1.5:stay=0.7"), { name: "ucb", values: { beta: 1.5, stay: 0.7 } });
    assert.deepEqual(evaluationPolicySpec("clairvoyant"), { name: "clairvoyant", values: {} });
  });

  it("are refused with what was expected", () => {
    const refused = (spec: string, words: RegExp) => {
      assert.throws(
        () => requirePolicies([spec]),
        (error) => error instanceof UserError && words.test(error.message),
        spec,
      );
    };
    refused("ubc:beta=1", /unknown policy 'ubc'\. Did you mean 'ucb'\?/);
    refused("ucb:bta=1", /policy 'ucb' has no parameter 'bta'\. Did you mean 'beta'\? Known: beta, stay\./);
    refused("ucb:beta=99", /'beta' is 99; expected a number from -3 to 5 \(standard deviations/);
    refused("ucb:beta=x", /'beta=x' is no setting; expected parameter=number/);
    refused("ucb:beta", /'beta' is no setting/);
    refused("ucb:beta=", /'beta=' is no setting/);
    refused("ucb:beta=1:beta=2", /'beta' is given twice/);
    refused("ucb:", /'' is no setting/);
    refused("operator:hopeless_after=2.5", /expected a whole number from 1 to 1000/);
    refused("greedy:beta=1", /policy 'greedy' has no parameter 'beta'; it has none/);
    refused("clairvoyant:beta=1", /policy 'clairvoyant' has no parameter 'beta'/);
    refused("ucb:constructor=1", /has no parameter 'constructor'/);
  });

  it("reach the policy", () => {
    const world = new World(smallWorld(), planOf(60), new KeyedRandom(1));
    assert.equal((buildPolicy("ucb:beta=1.25", world) as unknown as { beta: number }).beta, 1.25);
  });
});
