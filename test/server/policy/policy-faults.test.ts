import assert from "node:assert/strict";
import { policies } from "../../../agent/policies/index.js";
import type { PolicyHost } from "../../../server/policy/policy-host.js";
import { DecisionUnavailable } from "../../../server/policy/thread-errors.js";
import { fault } from "../../support/faulty-policy.js";
import { assertDecidesAsHere, goalsHere, HostedPlay, Play, prepareHere, startHost } from "../../support/hosted-play.js";

const faulty = (how: number, from = 0, below = 1000) => `faulty:how=${how}:from=${from}:below=${below}`;

/** What `faulty` does with one failure at its third decision: `index` decides there. */
function withOneFallback(): Play {
  const play = new Play();
  goalsHere("random", 2, play);
  return play;
}

describe("PolicyHost with policies that fail", () => {
  let host: PolicyHost;
  before(() => {
    host = startHost();
  });
  after(() => host.shutdown());

  for (const [name, detail] of [
    ["throws", /out of ideas/],
    ["nonsense", /which the tree does not have/],
  ] as const) {
    it(`lets index decide on the same state where the policy ${name}, and tries it again`, async () => {
      const play = await HostedPlay.open(host, name, faulty(fault[name], 2, 3));
      await play.decide(2);
      assert.deepEqual(play.goals, goalsHere("random", 2));
      const record = await play.decide();
      assert.equal(record.fallback?.reason, "threw");
      assert.match(record.fallback.detail, detail);
      assert.equal(record.policy, "index");
      assert.deepEqual(record.goal, goalsHere("index", 1, withOneFallback())[0]);
      const next = await play.decide();
      assert.equal(next.fallback, undefined);
      assert.equal(next.policy, faulty(fault[name], 2, 3));
      host.close(name);
    });
  }

  it("goes on where a policy leaves a rejected promise behind", async () => {
    const play = await HostedPlay.open(host, "rejects", faulty(fault.rejects));
    await play.decide(3);
    assert.deepEqual(play.goals, goalsHere("random", 3));
    assert.ok(play.records.every(({ fallback }) => fallback === undefined));
    host.close("rejects");
  });

  it("leaves it to index after three failures in a row, until another policy takes over", async () => {
    const play = await HostedPlay.open(host, "three", faulty(fault.throws, 1));
    await play.decide(5);
    assert.deepEqual(
      play.records.map(({ fallback }) => fallback?.reason),
      [undefined, "threw", "threw", "threw", "threw"],
    );
    assert.match(play.records[3]!.fallback!.detail, /^out of ideas/);
    assert.match(play.records[4]!.fallback!.detail, /after 3 failures in a row 'index' decides until/);
    await host.swap("three", "raster");
    assert.equal((await play.decide()).fallback, undefined);
    host.close("three");
  });

  it("gives all policies back what they knew and where they were after their thread was lost", async () => {
    const specs = policies.names().map((name) => (name === "rollout" ? "rollout:simulations=8" : name));
    await prepareHere(specs);
    const plays = await Promise.all(specs.map((spec) => HostedPlay.open(host, spec, spec)));
    const culprit = await HostedPlay.open(host, "culprit", faulty(fault.exits, 0, 1));
    await Promise.all(plays.map((play) => play.decide(3)));
    const [record] = await Promise.all([culprit.decide(), ...plays.map((play) => play.decide(3))]);
    assert.equal(record!.fallback?.reason, "threw");
    assert.match(record!.fallback.detail, /ended with code 3/);
    for (const play of plays) {
      assertDecidesAsHere(play, play.key, 6);
      assert.ok(play.records.every(({ fallback }) => fallback === undefined));
      host.close(play.key);
    }
    host.close("culprit");
  });

  it("rejects a decision only if not even index can decide", async () => {
    const play = await HostedPlay.open(host, "broken", "raster");
    host.feed("broken", [{ kind: "moved", target: "nowhere", durationSeconds: 1 }]);
    await assert.rejects(host.decide("broken"), DecisionUnavailable);
    host.close(play.key);
  });
});

describe("PolicyHost with policies that are late", () => {
  let host: PolicyHost;
  before(() => {
    host = startHost({ decideMilliseconds: 1000 });
  });
  after(() => host.shutdown());

  it("lets index decide, and other sessions of the thread go on", async () => {
    const late = await HostedPlay.open(host, "late", faulty(fault.loops, 1, 2));
    const others = await Promise.all([1, 2, 3].map((i) => HostedPlay.open(host, `other-${i}`, "index")));
    await Promise.all([late, ...others].map((play) => play.decide()));
    const [record] = await Promise.all([late.decide(), ...others.map((play) => play.decide(2))]);
    assert.equal(record!.fallback?.reason, "late");
    assert.match(record!.fallback.detail, /took longer than 1000 ms/);
    const expected = goalsHere("index", 3);
    for (const play of others) assert.deepEqual(play.goals, expected);
    // It is tried again as soon as its thread is back.
    let next = await late.decide();
    while (next.fallback?.reason === "lost") next = await late.decide();
    assert.equal(next.fallback, undefined);
  });
});
