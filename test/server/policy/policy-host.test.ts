import assert from "node:assert/strict";
import { UserError } from "../../../env/errors.js";
import type { PolicyHost } from "../../../server/policy/policy-host.js";
import { decidedEntry, type HistoryEntry } from "../../../server/policy/session-history.js";
import {
  assertDecidesAsHere,
  goalsHere,
  HostedPlay,
  Play,
  prepareHere,
  settingsOf,
  startHost,
  survey,
} from "../../support/hosted-play.js";

describe("PolicyHost", () => {
  let host: PolicyHost;
  before(() => {
    host = startHost();
  });
  after(() => host.shutdown());

  it("decides as the policy does in this thread", async () => {
    await prepareHere(["learned"]);
    for (const policy of ["index", "learned", "random"]) {
      const play = await HostedPlay.open(host, `as-here-${policy}`, policy);
      await play.decide(12);
      assertDecidesAsHere(play, policy, 12);
      assert.ok(play.records.every(({ fallback }) => fallback === undefined));
      host.close(play.key);
    }
  });

  it("tells all of a decision as plain JSON", async () => {
    const play = await HostedPlay.open(host, "record", "index");
    const record = await play.decide();
    assert.deepEqual(JSON.parse(JSON.stringify(record)), record);
    assert.equal(record.policy, "index");
    assert.equal(record.probability, 1);
    assert.equal(record.changes, survey.length);
    assert.match(record.policyHash, /^[0-9a-f]{64}$/);
    assert.ok(record.reason.sentence.length > 0 && record.milliseconds >= 0);
    assert.ok(record.scores!.length > 1);
    const [best, next] = record.scores!;
    assert.ok(best!.score > next!.score);
    const random = await HostedPlay.open(host, "record-random", "random");
    const holes = random.session.availableCount[0]!;
    assert.equal((await random.decide()).probability, 1 / holes);
    const thompson = await HostedPlay.open(host, "record-thompson", "thompson");
    assert.equal((await thompson.decide()).probability, null);
    for (const { key } of [play, random, thompson]) host.close(key);
  });

  it("keeps twenty sessions of one thread apart", async () => {
    const plays = await Promise.all(
      Array.from({ length: 20 }, (_, i) => HostedPlay.open(host, `many-${i}`, i % 2 === 0 ? "index" : "random")),
    );
    await Promise.all(plays.map((play, i) => play.decide(1 + (i % 5))));
    const expected = { index: goalsHere("index", 5), random: goalsHere("random", 5) };
    plays.forEach((play, i) => {
      assert.deepEqual(play.goals, expected[i % 2 === 0 ? "index" : "random"].slice(0, 1 + (i % 5)));
      host.close(play.key);
    });
  });

  it("answers several questions about one session in order", async () => {
    const play = await HostedPlay.open(host, "order", "random");
    const [first, , second] = await Promise.all([
      host.decide(play.key),
      host.swap(play.key, "index"),
      host.decide(play.key),
    ]);
    assert.equal(first.policy, "random");
    assert.equal(second.policy, "index");
    assert.deepEqual(second.goal, goalsHere("index", 1)[0]);
    host.close(play.key);
  });

  it("lets another policy take over as of what is known, and refuses a bad one", async () => {
    const play = await HostedPlay.open(host, "swap", "raster");
    await play.decide(3);
    for (const bad of ["indexx", "learned:/nowhere", "ucb:beta=100"])
      await assert.rejects(host.swap(play.key, bad), UserError, bad);
    assert.equal((await play.decide()).policy, "raster");
    await host.swap(play.key, "index");
    await play.decide(3);
    const here = new Play();
    goalsHere("raster", 4, here);
    assert.deepEqual(play.goals.slice(4), goalsHere("index", 3, here));
    host.close(play.key);
  });

  it("refuses what can't be opened, and forgets what is closed", async () => {
    await assert.rejects(host.open("bad", settingsOf("indexx")), UserError);
    await assert.rejects(host.open("bad", { ...settingsOf("index"), scenario: "name: x" }), UserError);
    await host.open("bad", settingsOf("index"));
    await assert.rejects(host.open("bad", settingsOf("index")), /is open already/);
    host.close("bad");
    assert.throws(() => host.decide("bad"), /there is no session 'bad'/);
    const again = await HostedPlay.open(host, "bad", "index");
    await again.decide();
    host.close("bad");
  });

  it("decides by other times once they are refitted", async () => {
    const play = await HostedPlay.open(host, "latency", "index");
    await play.decide(2);
    const { session } = play;
    const factors = { square: 0.01, group: 0.01, hole: 20 };
    host.latency(play.key, factors);
    play.tell([{ kind: "retimed", factors }]);
    const targets = [session.tree.ids[session.tree.firstLeaf + 3]!];
    const { targets: told } = await host.explain(play.key, targets);
    assert.equal(told[0]!.expectedSeconds, session.expectedSeconds(session.tree.row(targets[0]!)!));
    await play.decide(4);
    const here = new Play();
    goalsHere("index", 2, here);
    here.tell([{ kind: "retimed", factors }]);
    assert.deepEqual(play.goals.slice(2), goalsHere("index", 4, here));
    assert.notDeepEqual(play.goals, goalsHere("index", 6));
    host.close(play.key);
  });

  it("explains targets without leaving a trace", async () => {
    for (const policy of ["index", "learned", "random"]) {
      const play = await HostedPlay.open(host, `explain-${policy}`, policy);
      const early = await host.explain(play.key);
      assert.equal(early.policy, policy);
      await play.decide(2);
      const leaf = play.session.tree.ids[play.session.tree.firstLeaf]!;
      const { targets, changes } = await host.explain(play.key, [leaf]);
      assert.equal(changes, play.changes.length);
      assert.equal(targets[0]!.level, "hole");
      if (policy !== "random") {
        const { probability, latentMean, latentStandardDeviation, contributions } = targets[0]!;
        assert.ok(probability! > 0 && probability! < 1 && latentStandardDeviation! > 0);
        const sum = contributions!.reduce((total, { value }) => total + value, 0);
        assert.ok(Math.abs(sum - latentMean!) < 1e-9);
      }
      await play.decide(3);
      assertDecidesAsHere(play, policy, 5);
      await assert.rejects(host.explain(play.key, ["nothing"]), UserError);
      host.close(play.key);
    }
  });

  it("goes on with a session by its history as if it had lived through it", async () => {
    for (const policy of ["index", "random", "thompson", "operator", "learned"]) {
      const play = await HostedPlay.open(host, `first-${policy}`, policy);
      const replayed = new Play();
      const history: HistoryEntry[] = [...survey];
      for (let i = 0; i < 5; i++) {
        const record = await play.decide();
        history.push(decidedEntry(record), ...replayed.carryOut(record.goal));
      }
      await host.open(policy, settingsOf(policy), JSON.parse(JSON.stringify(history)) as HistoryEntry[]);
      for (let i = 0; i < 3; i++) {
        const { milliseconds: _before, ...expected } = await play.decide();
        const { milliseconds: _now, ...record } = await host.decide(policy);
        assert.deepEqual(record, expected, policy);
        host.feed(policy, replayed.carryOut(record.goal));
      }
      for (const key of [play.key, policy]) host.close(key);
    }
  });
});
