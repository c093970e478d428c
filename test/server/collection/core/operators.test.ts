import assert from "node:assert/strict";
import { CoreBench } from "../../../support/core-bench.js";

describe("what an operator wishes for", () => {
  it("is done next, once, and then the policy is asked again", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.operate({ command: "wish", target: "2.1.1.2", wish: "next" });
    assert.equal(bench.asked, "loadGrid 1", "what is under way goes on");
    const asked = bench.carryAllOut();
    assert.deepEqual(asked, ["loadGrid 1", "loadGrid 2", "goToSquare 2.1", "goToGroup 2.1.1", "acquire 2.1.1.2"]);
    assert.equal(bench.core.state.name, "deciding");
    assert.deepEqual(bench.core.state.wishes, []);
    bench.assertRepeats();
  });

  it("comes before what was forced, which is done in order", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    for (const target of ["1.1.1.2", "1.1.2.1"]) bench.operate({ command: "wish", target, wish: "force" });
    bench.operate({ command: "wish", target: "1.2.1.1", wish: "next" });
    const acquired = bench.carryAllOut().filter((asked) => asked.startsWith("acquire"));
    assert.deepEqual(acquired, ["acquire 1.2.1.1", "acquire 1.1.1.2", "acquire 1.1.2.1"]);
  });

  it("takes the place of a wait, of a proposal, and of what the policy is just thinking of", () => {
    const waiting = new CoreBench().begin();
    waiting.decide({ kind: "wait" });
    const proposing = new CoreBench({ mode: "advise" }).begin();
    proposing.decide({ kind: "stop" });
    for (const bench of [waiting, proposing]) {
      bench.operate({ command: "wish", target: "2", wish: "next" });
      assert.equal(bench.asked, "loadGrid 2");
    }
    for (const goal of [{ kind: "stop" } as const, { kind: "acquire", holes: ["1.1.1.1"] } as const]) {
      const thinking = new CoreBench().begin();
      thinking.operate({ command: "wish", target: "2", wish: "next" });
      assert.equal(thinking.core.state.name, "deciding");
      thinking.decide(goal);
      assert.equal(thinking.asked, "loadGrid 2");
    }
  });

  it("is refused where it can't be", () => {
    const bench = new CoreBench().begin();
    const wish = (target: string) => bench.operate({ command: "wish", target, wish: "next" });
    assert.throws(() => wish("9"), /no target '9'/);
    bench.operate({ command: "wish", target: "1.1.1.1", wish: "skip" });
    assert.throws(() => wish("1.1.1.1"), /can't be used any more/);
    bench.operate({ command: "halt", reason: "" });
    assert.throws(() => wish("2"), /halting/);
    for (const mode of ["observe", "shadow"] as const) {
      const looksOn = new CoreBench({ mode }).begin();
      assert.throws(() => looksOn.operate({ command: "wish", target: "2", wish: "next" }), /advise or autonomous/);
    }
  });

  it("may be that a target is skipped, with all that is below it", () => {
    const bench = new CoreBench().begin();
    bench.operate({ command: "wish", target: "1.1", wish: "skip" });
    const { session } = bench.core.model;
    const open = (id: string) => session.isOpen(session.tree.row(id)!);
    assert.deepEqual(["1.1", "1.1.1", "1.2"].map(open), [false, false, true]);
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    assert.equal(bench.core.state.name, "deciding", "what is skipped is not carried out");
    assert.deepEqual(bench.sent, []);
  });

  it("ends what was planned on a target that is skipped", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.operate({ command: "wish", target: "1.1", wish: "skip" });
    assert.deepEqual(bench.carryAllOut(), ["loadGrid 1"]);
    assert.equal(bench.core.state.name, "deciding");
  });
});

describe("what is wanted of a grid", () => {
  const none = { leastGood: 0, mostExposures: 0, deadlineSeconds: 0 };

  it("is refused of what is no grid, or no time", () => {
    const bench = new CoreBench().begin();
    const goal = (target: string, deadlineSeconds = 0) =>
      bench.operate({ command: "gridGoal", target, ...none, deadlineSeconds });
    assert.throws(() => goal("1.1"), /no grid/);
    assert.throws(() => goal("9"), /no target '9'/);
    for (const seconds of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      assert.throws(() => goal("1", seconds), /deadline_seconds/);
    }
  });

  it("keeps the stage in it until it has enough good ones", () => {
    const bench = new CoreBench().begin();
    bench.operate({ command: "gridGoal", target: "1", ...none, leastGood: 1 });
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.carryAllOut();
    bench.decide({ kind: "acquire", holes: ["2.1.1.1"] });
    assert.equal(bench.asked, "acquire 1.1.1.2", "the policy would have left");
    assert.match(bench.core.reason.sentence, /minimum of good micrographs of grid 1 is not reached/);
    const [shot] = bench.carryOut();
    bench.decide({ kind: "stop" });
    assert.equal(bench.asked, "acquire 1.1.1.3");
    bench.report(shot!.id, 4);
    bench.carryOut();
    bench.decide({ kind: "acquire", holes: ["2.1.1.1"] });
    assert.equal(bench.asked, "loadGrid 2");
    bench.assertRepeats();
  });

  it("ends when nothing is left of the grid", () => {
    const bench = new CoreBench().begin();
    bench.operate({ command: "gridGoal", target: "2", ...none, leastGood: 9 });
    bench.decide({ kind: "acquire", holes: ["2.1.1.1", "2.1.1.2", "2.1.1.3", "2.1.1.4"] });
    bench.carryAllOut();
    bench.decide({ kind: "stop" });
    assert.equal(bench.asked, "finish");
  });

  it("begins nothing of it after so many exposures", () => {
    const bench = new CoreBench().begin();
    bench.operate({ command: "gridGoal", target: "1", ...none, mostExposures: 2 });
    bench.decide({ kind: "acquire", holes: ["1.1.1.1", "1.1.1.2"] });
    bench.carryAllOut();
    bench.decide({ kind: "acquire", holes: ["1.1.1.3"] });
    assert.equal(bench.core.state.name, "deciding");
    const { session } = bench.core.model;
    assert.equal(session.isOpen(session.tree.row("1")!), false);
    bench.decide({ kind: "acquire", holes: ["2.1.1.1"] });
    assert.equal(bench.asked, "loadGrid 2");
  });

  it("begins nothing of it after its deadline", () => {
    const bench = new CoreBench().begin();
    bench.operate({ command: "gridGoal", target: "1", ...none, deadlineSeconds: 400 });
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.carryAllOut();
    assert.ok(bench.core.model.session.clockSeconds >= 400);
    bench.decide({ kind: "acquire", holes: ["1.1.1.2"] });
    assert.equal(bench.core.state.name, "deciding");
    bench.decide({ kind: "acquire", holes: ["2.1.1.1"] });
    assert.equal(bench.asked, "loadGrid 2");
  });
});

describe("a pause", () => {
  it("lets the directive under way end, and nothing follow until it is resumed", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.operate({ command: "pause", reason: "lunch" });
    assert.equal(bench.sent.at(-1), "pause");
    bench.carryOut();
    assert.equal(bench.core.state.name, "held");
    bench.say({ $case: "busy", busy: { kind: 1, expectedSeconds: 60 } });
    bench.say({ $case: "ready", ready: { kind: 1 } });
    assert.equal(bench.core.state.name, "held", "only an operator ends it");
    bench.operate({ command: "resume", haltId: "" });
    assert.deepEqual([bench.core.state.name, bench.sent.at(-1)], ["deciding", "resume"]);
    assert.throws(() => bench.operate({ command: "resume", haltId: "" }), /not paused/);
    assert.throws(() => bench.operate({ command: "resume", haltId: "halt-1" }), /no halt holds/);
    bench.assertRepeats();
  });
});

describe("the end", () => {
  it("leaves nothing for operators and drivers to do", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "stop" });
    bench.carryOut();
    assert.equal(bench.outputs.at(-1)?.kind, "end");
    for (const command of ["pause", "halt"] as const) {
      assert.throws(() => bench.operate({ command, reason: "" }), /the session is over/);
    }
    assert.throws(() => bench.say({ $case: "ready", ready: { kind: 1 } }), /the session is over/);
    bench.decide({ kind: "wait" });
    assert.equal(bench.core.state.name, "finished");
  });
});
