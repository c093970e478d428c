import assert from "node:assert/strict";
import { modes } from "../../../../server/collection/machine/collection-state.js";
import { CoreBench } from "../../../support/core-bench.js";
import type { Said } from "../../../support/server-scripted-driver.js";

function byHand(targetId: string, shotId = `hand-${targetId}`): Said {
  return { $case: "undirectedExposure", undirectedExposure: { targetId, shotId, durationSeconds: 60 } };
}

describe("exposures without a directive", () => {
  for (const mode of modes) {
    it(`are learned from in mode ${mode}, and not asked for again`, () => {
      const bench = new CoreBench({ mode }).begin();
      bench.say(byHand("1.1.1.1"));
      assert.equal(bench.report("hand-1.1.1.1", 4), "accepted");
      assert.equal(bench.counts, "1/1/1");
      const place = bench.core.model.session.tree.ids[bench.core.model.session.place];
      assert.equal(place, "1.1.1.1");
      bench.say(byHand("1.1.1.1", "again"));
      assert.throws(() => bench.say(byHand("1.1.1.2", "hand-1.1.1.1")), /used before/);
      assert.throws(() => bench.say(byHand("1.1.1")), /is no hole/);
      assert.throws(() => bench.say(byHand("9")), /no survey found/);
      assert.equal(bench.counts, "1/1/1");
      bench.assertRepeats();
    });
  }

  it("make a session that looks on decide anew, and one that watches alone not", () => {
    const shadow = new CoreBench({ mode: "shadow" }).begin();
    shadow.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    assert.equal(shadow.core.state.name, "watching");
    shadow.say(byHand("1.1.1.1"));
    assert.equal(shadow.core.state.name, "deciding");
    const observer = new CoreBench({ mode: "observe" }).begin();
    observer.say(byHand("1.1.1.1"));
    assert.equal(observer.core.state.name, "watching");
    assert.equal(observer.core.state.decisions, 0);
  });

  it("change nothing where a directive is just exposing the hole, and are kept", () => {
    const bench = new CoreBench().begin();
    bench.atShots("1.1.1.1", "1.1.1.2");
    bench.say(byHand("1.1.1.2"));
    assert.equal(bench.core.model.session.exposedCount[0], 0);
    assert.ok(
      [...bench.core.model.shots.entries()].some(([, shot]) => shot.directiveId === "" && shot.progress === "unknown"),
    );
    bench.say(byHand("1.1.1.3"));
    assert.equal(bench.carryOut().length, 2);
    assert.equal(bench.counts, "3/0/0");
  });

  it("end a plan whose holes they leave behind", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    while (bench.asked !== "goToGroup 1.1.1") bench.carryOut();
    bench.say({ $case: "busy", busy: { kind: 5, expectedSeconds: 0 } });
    bench.carryOut();
    assert.equal(bench.core.state.name, "held");
    bench.say(byHand("2.1.1.1"));
    bench.say({ $case: "ready", ready: { kind: 5 } });
    assert.equal(bench.core.state.name, "deciding", "the stage is in another group now");
  });
});

describe("mode advise", () => {
  const holes = ["1.1.1.1", "1.1.1.2"];

  function proposed(): CoreBench {
    const bench = new CoreBench({ mode: "advise" }).begin();
    bench.decide({ kind: "acquire", holes });
    assert.deepEqual(bench.sent, []);
    return bench;
  }

  it("carries out what is approved, step by step, and then proposes again", () => {
    const bench = proposed();
    const { number, sentence, plan } = bench.core.state.proposal!;
    assert.deepEqual([number, sentence], [1, "The policy wants to acquire."]);
    assert.equal(plan.at(-1)?.kind, "acquire");
    bench.operate({ command: "approve", number });
    assert.deepEqual(bench.carryAllOut(), [
      "loadGrid 1",
      "goToSquare 1.1",
      "goToGroup 1.1.1",
      `acquire ${holes.join(" ")}`,
    ]);
    assert.equal(bench.core.state.name, "deciding");
    bench.decide({ kind: "stop" });
    assert.equal(bench.core.state.proposal?.stops, true);
    bench.operate({ command: "approve", number: 2 });
    assert.equal(bench.asked, "finish");
    bench.carryOut();
    assert.equal(bench.core.state.name, "finished");
    bench.assertRepeats();
  });

  it("skips what is rejected, and decides again", () => {
    const bench = proposed();
    bench.operate({ command: "reject", number: 1 });
    assert.equal(bench.core.state.name, "deciding");
    const { session } = bench.core.model;
    for (const id of holes) assert.equal(session.isAvailable(session.tree.row(id)!), false, id);
    assert.equal(session.isAvailable(session.tree.row("1.1.1.3")!), true);
  });

  it("carries out what an operator puts in the place of a proposal", () => {
    const bench = proposed();
    const amend = (...targets: string[]) => bench.operate({ command: "amend", number: 1, targets });
    assert.throws(() => amend("1.1.1.1", "1.1.2.1"), /holes of one group/);
    assert.throws(() => amend("9"), /no target '9'/);
    assert.equal(bench.core.state.name, "proposed");
    amend("1.1.2.2");
    assert.equal(bench.carryAllOut().at(-1), "acquire 1.1.2.2");
    assert.match(bench.core.reason.sentence, /operator/);
  });

  it("refuses answers to an old proposal, and where none waits", () => {
    const bench = proposed();
    bench.operate({ command: "reject", number: 1 });
    for (const command of ["approve", "reject"] as const) {
      assert.throws(() => bench.operate({ command, number: 1 }), /no proposal waits/);
    }
    bench.decide({ kind: "acquire", holes: ["1.1.1.3"] });
    assert.throws(() => bench.operate({ command: "approve", number: 1 }), /expected 2/);
    assert.throws(() => bench.operate({ command: "amend", number: 3, targets: ["1.1.1.3"] }), /expected 2/);
    assert.equal(bench.core.state.name, "proposed");
  });

  it("sends nothing that is approved while the session is paused, finish neither", () => {
    for (const goal of [{ kind: "acquire", holes } as const, { kind: "stop" } as const]) {
      const bench = new CoreBench({ mode: "advise" }).begin();
      bench.decide(goal);
      bench.operate({ command: "pause", reason: "lunch" });
      bench.operate({ command: "approve", number: 1 });
      assert.equal(bench.core.state.name, "held");
      assert.ok(!bench.sent.includes("directive"));
    }
  });
});

describe("another mode", () => {
  it("takes the hands away at once, and what was not begun is unexposed", () => {
    const bench = new CoreBench().begin();
    const { id } = bench.atShots("1.1.1.1", "1.1.1.2");
    bench.operate({ command: "setMode", mode: "shadow" });
    assert.equal(bench.sent.at(-1), "cancel");
    for (const shot of ["01", "02"]) {
      bench.say({ $case: "shot", shot: { directiveId: id, shotId: `${id}-${shot}`, state: 5, durationSeconds: 0 } });
    }
    bench.say({ $case: "directiveCompleted", directiveCompleted: { directiveId: id, durationSeconds: 0, phases: [] } });
    assert.deepEqual([bench.core.state.mode, bench.core.state.name], ["shadow", "deciding"]);
    const { session } = bench.core.model;
    assert.equal(session.isAvailable(session.tree.row("1.1.1.1")!), true);
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    assert.equal(bench.core.state.name, "watching");
  });

  it("is waited for where it is looser, until nothing is in flight", () => {
    const bench = new CoreBench({ mode: "advise" }).begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.operate({ command: "approve", number: 1 });
    bench.operate({ command: "setMode", mode: "autonomous" });
    assert.deepEqual([bench.core.state.mode, bench.core.state.wantedMode], ["advise", "autonomous"]);
    bench.carryOut();
    assert.deepEqual([bench.core.state.mode, bench.core.state.wantedMode], ["autonomous", null]);
    const changes = bench.core.events.all().flatMap((event) => (event.kind === "stateChanged" ? [event.mode] : []));
    assert.equal(changes.at(-1), "autonomous");
  });

  it("makes a proposal of nothing, and decides anew", () => {
    const bench = new CoreBench({ mode: "advise" }).begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.operate({ command: "setMode", mode: "autonomous" });
    assert.deepEqual([bench.core.state.name, bench.core.state.proposal], ["deciding", null]);
  });
});
