import assert from "node:assert/strict";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import type { EnvSpecJson } from "../../../env/core/env-spec.js";
import { make } from "../../../env/core/environments.js";
import { makeFromSpec } from "../../../env/core/make-from-spec.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { NormalizeReward } from "../../../env/wrappers/normalize-reward.js";
import { RecordHistory } from "../../../env/wrappers/record-history.js";
import { TimeLimit } from "../../../env/wrappers/time-limit.js";
import { TopK } from "../../../env/wrappers/top-k.js";

const id = "CryoEM/Collection-v0";

describe("makeFromSpec", () => {
  it("makes the same environment from spec, JSON and text", () => {
    const options = { scenario: "y1-like", maxCandidates: 40, maxSteps: 7 };
    const env = make(id, options);
    options.maxSteps = 8;
    const text = JSON.stringify(env.spec);
    assert.equal(
      text,
      '{"id":"CryoEM/Collection-v0","options":{"scenario":"y1-like","maxCandidates":40,"maxSteps":7}}',
    );
    const first = structuredClone(env.reset({ seed: 3 }));
    for (const spec of [env.spec!, JSON.parse(text) as EnvSpecJson, text]) {
      const again = makeFromSpec(spec);
      assert.ok(again instanceof CollectionEnv);
      assert.ok(again.actionSpace.equals(env.actionSpace));
      assert.deepEqual(again.reset({ seed: 3 }), first);
      assert.equal(JSON.stringify(again.spec), text);
    }
  });

  it("puts it into the same wrappers", () => {
    const key = "available_count";
    const inner = new TopK(new TimeLimit(make(id, { scenario: "y1-like" }), { maxSteps: 2 }), {
      count: 3,
      key,
      order: "descending",
    });
    const env = new NormalizeReward(new RecordHistory(inner));
    const again = makeFromSpec(JSON.stringify(env.spec));
    assert.ok(again instanceof NormalizeReward);
    assert.equal(JSON.stringify(again.spec), JSON.stringify(env.spec));
    assert.deepEqual(again.reset({ seed: 1 }), env.reset({ seed: 1 }));
    again.step(3);
    assert.equal(again.step(3).truncated, true);
  });

  it("can't write what is no JSON and names it", () => {
    const env = make(id, { scenario: loadScenario("y1-like") });
    assert.throws(() => JSON.stringify(env.spec), {
      name: "UserError",
      message:
        /^the spec of CryoEM\/Collection-v0 can't be written as JSON: options\.scenario\.\S+ is a function; give what has a name/,
    });
    assert.deepEqual(makeFromSpec(env.spec!).reset({ seed: 1 }), env.reset({ seed: 1 }));
  });

  it("says what is wrong", () => {
    const cases: [string, RegExp][] = [
      ["{", /spec is not JSON/],
      ["3", /must be a mapping/],
      ["{}", /'id' of an environment's spec is undefined/],
      ['{"id":"CryoEM/Collection-v0","option":{}}', /no key 'option'; expected 'id', 'options' and 'wrappers'/],
      ['{"id":"CryoEM/Colection-v0"}', /Did you mean 'CryoEM\/Collection-v0'\?/],
      ['{"id":"x-v0","wrappers":3}', /'wrappers' of an environment's spec is no list/],
      ['{"id":"x-v0","wrappers":[3]}', /'wrappers\[0\]' of an environment's spec has no 'name'/],
      [
        '{"id":"CryoEM/Collection-v0","options":{"scenario":"y1-like"},"wrappers":[{"name":"TimeLimits"}]}',
        /unknown wrapper 'TimeLimits'\. Did you mean 'TimeLimit'\?/,
      ],
    ];
    for (const [text, message] of cases) assert.throws(() => makeFromSpec(text), { name: "UserError", message });
  });
});
