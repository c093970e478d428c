import assert from "node:assert/strict";
import { assertEnv, checkEnv } from "../../../env/check/check-env.js";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { make } from "../../../env/core/environments.js";
import { HolesEnv } from "../../../env/holes/holes-env.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Discrete } from "../../../env/spaces/discrete.js";
import { FlattenObservation } from "../../../env/wrappers/flatten-observation.js";
import { OrderEnforcing } from "../../../env/wrappers/order-enforcing.js";
import { RecordEpisodeStatistics } from "../../../env/wrappers/record-episode-statistics.js";
import { RecordHistory } from "../../../env/wrappers/record-history.js";
import { TimeLimit } from "../../../env/wrappers/time-limit.js";
import { TopK } from "../../../env/wrappers/top-k.js";
import { noisyLatency, planOf } from "../../support/plans.js";
import { requireSessionData } from "../../support/session-data.js";
import { smallWorld, sourceOf } from "../../support/small-worlds.js";
import { OrchardEnv } from "./orchard-env.js";

const task = { source: sourceOf(smallWorld()), plan: planOf(60, noisyLatency), start: "random-hole" } as const;
const collection = () => new CollectionEnv(task);
const few = { seeds: [1], maxSteps: 150 };

describe("checkEnv", () => {
  it("finds nothing in an environment that keeps the contract", () => {
    assert.deepEqual(
      checkEnv(() => new OrchardEnv()),
      [],
    );
    assert.deepEqual(checkEnv(new OrchardEnv()), []);
  });

  it("finds nothing in CryoEM/Collection-v0", () => {
    assertEnv(collection);
    assertEnv(() => make("CryoEM/Collection-v0", { scenario: "y1-like" }), few);
  });

  it("finds nothing in CryoEM/Holes-v0", () => {
    assertEnv(() => new HolesEnv(task));
    assertEnv(() => make("CryoEM/Holes-v0", { scenario: "y1-like", maxSteps: 40 }), few);
  });

  it("finds nothing in either on the real session", function () {
    const dataFolder = requireSessionData(this);
    assertEnv(() => make("CryoEM/Collection-v0", { scenario: "21mar02c", dataFolder }), few);
    assertEnv(() => make("CryoEM/Holes-v0", { scenario: "21mar02c", dataFolder, maxSteps: 40 }), few);
  });

  it("finds nothing in wrapped ones", () => {
    assertEnv(() => new TimeLimit(collection(), { maxSteps: 20 }));
    assertEnv(() => new OrderEnforcing(collection()));
    assertEnv(() => new FlattenObservation(collection()));
    const recorded = () => new RecordHistory(new RecordEpisodeStatistics(collection()), { observations: true });
    assertEnv(recorded, { ignoreInfo: ["episode"] });
    assertEnv(() => new TopK(collection(), { count: 2, key: "available_count", order: "descending" }));
  });

  it("repeats itself", () => {
    const create = () => Object.assign(new OrchardEnv(), { budgetSeconds: 5 });
    assert.ok(checkEnv(create).length > 0);
    assert.deepEqual(checkEnv(create), checkEnv(create));
  });

  it("takes budget, mask and hook as options", () => {
    const checks = (options: Parameters<typeof checkEnv>[1]) =>
      checkEnv(() => new OrchardEnv(), options).map(({ check }) => check);
    assert.deepEqual(checks({ budgetSeconds: 5 }), ["budget"]);
    assert.deepEqual(checks({ actionMask: () => new Uint8Array(8).fill(1) }).includes("mask"), true);
    assert.deepEqual(checks({ withPermutedTruth: () => new OrchardEnv() }), ["non-interference"]);
  });

  it("lets keys of info differ where told to", () => {
    const create = () =>
      new (class extends OrchardEnv {
        override info(durationSeconds: number, illegal: boolean) {
          return { ...super.info(durationSeconds, illegal), wallSeconds: performance.now() };
        }
      })();
    assert.ok(checkEnv(create).some(({ check }) => check === "determinism"));
    assert.deepEqual(checkEnv(create, { ignoreInfo: ["wallSeconds"] }), []);
  });

  it("checks environments without masks, clocks or hooks too", () => {
    class CoinEnv {
      readonly metadata = { id: "Test/Coin-v0", renderModes: [] };
      readonly actionSpace = new Discrete(2);
      readonly observationSpace = new Discrete(2);
      random = new RandomStream(0);
      reset({ seed = this.random.integer(100) } = {}) {
        this.random = new RandomStream(seed);
        return { observation: 0, info: {} };
      }
      step(action: number) {
        const illegal = !this.actionSpace.contains(action);
        const side = illegal ? 0 : this.random.integer(2);
        return {
          observation: illegal ? 0 : side,
          reward: side === action && !illegal ? 1 : 0,
          terminated: !illegal,
          truncated: false,
          info: { illegal },
        };
      }
      close() {}
    }
    const findings = checkEnv(() => new CoinEnv());
    assert.deepEqual(new Set(findings.map(({ check }) => check)), new Set(["order"]));
    assert.deepEqual(
      checkEnv(() => new OrderEnforcing(new CoinEnv())),
      [],
    );
  });

  it("throws one error with all findings where a test asks for it", () => {
    assert.throws(() => assertEnv(() => new OrchardEnv(), { budgetSeconds: 5 }), {
      message:
        /^the environment breaks the contract, 1 finding:\n1\. budget \(seed 1, step \d+\): the clock is at [\d.]+ s\n {3}expected: at most the budget of 5 s\n {3}fix: stop the clock/,
    });
  });

  it("says what is wrong with its options", () => {
    assert.throws(() => checkEnv(collection, { seeds: [] }), /the number of 'seeds' of checkEnv is 0/);
    assert.throws(() => checkEnv(collection, { maxSteps: 0 }), /'maxSteps' of checkEnv is 0/);
  });
});
