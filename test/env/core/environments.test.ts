import assert from "node:assert/strict";
import { FIRST_CANDIDATE } from "../../../env/collection/actions.js";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import type { Env } from "../../../env/core/env.js";
import { environments, make, register } from "../../../env/core/environments.js";
import { Discrete } from "../../../env/spaces/discrete.js";

class CoinEnv implements Env<number, number> {
  readonly metadata = { id: "Test/Coin-v0", renderModes: [] };
  readonly actionSpace = new Discrete(2);
  readonly observationSpace = new Discrete(1);
  reset() {
    return { observation: 0, info: {} };
  }
  step(action: number) {
    return { observation: 0, reward: action, terminated: true, truncated: false, info: {} };
  }
  close() {}
}

describe("environments", () => {
  it("makes a collection by its id, typed", () => {
    const env = make("CryoEM/Collection-v0", { scenario: "y1-like" });
    assert.ok(env instanceof CollectionEnv);
    assert.equal(env.metadata.id, "CryoEM/Collection-v0");
    const { observation } = env.reset({ seed: 7 });
    const { info } = env.step(observation.mask.indexOf(1, FIRST_CANDIDATE));
    assert.equal(info.illegal, false);
    env.close();
  });

  it("makes what was registered", () => {
    register({ name: "Test/Coin-v0", summary: "one toss", create: () => new CoinEnv() });
    assert.equal(make("Test/Coin-v0").step(1).reward, 1);
    assert.ok(environments.has("Test/Coin-v0"));
    assert.throws(
      () => register({ name: "Test/Coin-v0", summary: "", create: () => new CoinEnv() }),
      /registered twice/,
    );
  });

  it("refuses malformed ids", () => {
    for (const name of ["Coin", "Coin-v", "Coin-0", "a/b/Coin-v0", "/Coin-v0", "Coin-v1.2", "Co in-v0", "-v0x", ""]) {
      const message = /is no environment id; expected \[namespace\/\]Name-vN/;
      assert.throws(() => register({ name, summary: "", create: () => new CoinEnv() }), {
        name: "RangeError",
        message,
      });
    }
  });

  it("names the nearest id for an unknown one", () => {
    assert.throws(() => make("CryoEM/Collection-v1"), {
      name: "UserError",
      message:
        /^unknown environment 'CryoEM\/Collection-v1': its version v1 does not exist\. There is v0; the newest is 'CryoEM\/Collection-v0'/,
    });
    assert.throws(() => make("CryoEM/Colection-v0"), {
      name: "UserError",
      message: /^unknown environment 'CryoEM\/Colection-v0'\. Did you mean 'CryoEM\/Collection-v0'\?/,
    });
  });

  it("warns where the id has no version", async () => {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    assert.equal(make("CryoEM/Collection", { scenario: "y1-like" }).spec?.id, "CryoEM/Collection-v0");
    assert.match((await warned).message, /has no version: made the newest one, 'CryoEM\/Collection-v0'/);
  });

  it("asks for the scenario and names the nearest", () => {
    const id: string = "CryoEM/Collection-v0";
    for (const options of [undefined, {}, { scenario: 3 }, { scenario: null }]) {
      assert.throws(() => make(id, options), { name: "UserError", message: /the option 'scenario' must be/ });
    }
    assert.throws(() => make("CryoEM/Collection-v0", { scenario: "y1-lik" }), /Did you mean 'y1-like'\?/);
  });
});
