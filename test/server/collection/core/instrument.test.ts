import assert from "node:assert/strict";
import {
  BusyKind,
  FailureCategory,
  RejectionReason,
} from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { Target, TargetStatus } from "../../../../proto/gen/cryogym/v1alpha1/target.js";
import { CoreBench } from "../../../support/core-bench.js";
import { type Said, shotReport, shotsOf, survey, surveyedTargets } from "../../../support/server-scripted-driver.js";

const { REFILL: kind } = BusyKind;
const busy: Said = { $case: "busy", busy: { kind, expectedSeconds: 600 } };
const ready: Said = { $case: "ready", ready: { kind } };

function failed(directiveId: string, category: FailureCategory): Said {
  return { $case: "directiveFailed", directiveFailed: { directiveId, category, detail: "why", durationSeconds: 1 } };
}

describe("an instrument that is busy", () => {
  it("is waited for, and then what was planned goes on as it was", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.say(busy);
    assert.equal(bench.core.state.name, "directed", "what is under way is not late");
    assert.ok(!bench.sent.includes("pause"));
    bench.carryOut();
    assert.equal(bench.core.state.name, "held");
    const { decisions, plan } = bench.core.state;
    assert.equal(plan.length, 3);
    bench.seconds += 600;
    bench.say(ready);
    assert.equal(bench.asked, "goToSquare 1.1");
    assert.equal(bench.core.state.decisions, decisions, "nothing is decided anew");
    bench.carryAllOut();
    assert.equal(bench.counts, "1/0/0");
    bench.assertRepeats();
  });

  it("is waited for with what is decided meanwhile, which counts as no failure", () => {
    const bench = new CoreBench().begin();
    bench.say(busy);
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    assert.equal(bench.core.state.name, "held");
    bench.say(ready);
    assert.equal(bench.asked, "loadGrid 1");
    const stopping = new CoreBench().begin();
    for (let time = 0; time < 7; time++) {
      stopping.say(busy);
      stopping.decide({ kind: "stop" });
      assert.equal(stopping.core.state.name, "held");
      stopping.say(ready);
      assert.equal(stopping.core.state.name, "deciding");
    }
    assert.equal(stopping.core.state.failuresInARow, 0);
  });

  it("is waited for as long as it is busy with anything", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "wait" });
    bench.say(busy);
    bench.say({ $case: "busy", busy: { kind: BusyKind.DRIFT, expectedSeconds: 0 } });
    bench.say(ready);
    assert.equal(bench.core.state.name, "held");
    bench.say({ $case: "ready", ready: { kind: BusyKind.DRIFT } });
    assert.equal(bench.core.state.name, "deciding");
  });
});

describe("an instrument that needs help", () => {
  it("is left alone until the fault is over and an operator has looked", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.say({ $case: "fault", fault: { id: "loader", detail: "the arm is stuck" } });
    assert.ok(bench.sent.includes("pause"));
    bench.carryOut();
    assert.equal(bench.core.state.name, "held");
    assert.deepEqual(bench.core.faults, { loader: "the arm is stuck" });
    bench.operate({ command: "resume", haltId: "" });
    assert.equal(bench.core.state.name, "held", "the fault is still there");
    bench.say({ $case: "faultCleared", faultCleared: { id: "loader" } });
    assert.equal(bench.core.state.name, "deciding");
    assert.deepEqual(bench.core.faults, {});
    bench.say({ $case: "fault", fault: { id: "loader", detail: "again" } });
    bench.decide({ kind: "wait" });
    bench.say({ $case: "faultCleared", faultCleared: { id: "loader" } });
    assert.equal(bench.core.state.name, "held", "nobody has looked");
    bench.assertRepeats();
  });
});

describe("a directive that comes to nothing", () => {
  it("is decided anew where it may be tried again, five times", () => {
    const bench = new CoreBench().begin();
    for (let time = 1; time <= 5; time++) {
      assert.equal(bench.core.state.name, "deciding", `try ${time}`);
      bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
      bench.say(failed(bench.directive.id, FailureCategory.TRANSIENT));
    }
    assert.equal(bench.core.state.name, "held");
    assert.ok(bench.core.state.holds.some((hold) => hold.kind === "failure" && /why/.test(hold.text)));
    bench.operate({ command: "resume", haltId: "" });
    assert.equal(bench.core.state.failuresInARow, 0);
  });

  it("gives its target up where that can't be used", () => {
    const refusals: ((directiveId: string) => Said)[] = [
      (directiveId) => failed(directiveId, FailureCategory.TARGET_UNUSABLE),
      (directiveId) => {
        const { INVALID_TARGET: reason } = RejectionReason;
        return { $case: "directiveRejected", directiveRejected: { directiveId, reason, detail: "" } };
      },
    ];
    for (const refused of refusals) {
      const bench = new CoreBench().begin();
      bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
      bench.say(refused(bench.directive.id));
      const { session } = bench.core.model;
      assert.equal(session.isOpen(session.tree.row("1")!), false);
      assert.equal(bench.core.state.name, "deciding");
    }
  });

  it("needs an operator where hardware failed, a limit of the driver is met, or nobody knows the reason", () => {
    const { HARDWARE, OPERATOR } = FailureCategory;
    const { LIMIT, UNSUPPORTED, HALTED } = RejectionReason;
    const detail = "why";
    for (const category of [HARDWARE, OPERATOR, 99 as FailureCategory]) {
      const bench = new CoreBench().begin();
      bench.decide({ kind: "stop" });
      bench.say(failed(bench.directive.id, category));
      assert.equal(bench.core.state.name, "held");
    }
    for (const reason of [LIMIT, UNSUPPORTED, HALTED, 99 as RejectionReason]) {
      const bench = new CoreBench().begin();
      bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
      const { id: directiveId } = bench.directive;
      bench.say({ $case: "directiveRejected", directiveRejected: { directiveId, reason, detail } });
      assert.equal(bench.core.state.name, "held");
    }
  });
});

describe("a driver that has lost a directive", () => {
  function lost(clean: boolean): CoreBench {
    const bench = new CoreBench().begin();
    const { id } = bench.atShots("1.1.1.1", "1.1.1.2");
    bench.say(shotReport(id, shotsOf(bench.directive)[0]!.id, 1));
    bench.hello();
    assert.equal(bench.sent.at(-1), "reconcile");
    bench.say({ $case: "reconciled", reconciled: { directiveId: "another", clean: true, detail: "" } });
    assert.equal(bench.core.state.name, "directed", "it was not asked about another");
    bench.say({ $case: "reconciled", reconciled: { directiveId: id, clean, detail: "no movie" } });
    const { session } = bench.core.model;
    const available = ["1.1.1.1", "1.1.1.2"].map((hole) => session.isAvailable(session.tree.row(hole)!));
    assert.deepEqual(available, [false, true], "what was started is spent, what was not is unexposed");
    bench.assertRepeats();
    return bench;
  }

  it("is asked what became of it, and goes on if that is clear", () => {
    assert.equal(lost(true).core.state.name, "deciding");
  });

  it("needs an operator if it is not", () => {
    const bench = lost(false);
    assert.equal(bench.core.state.name, "held");
    assert.match(bench.core.state.holds.at(-1)!.text, /no movie/);
    bench.operate({ command: "resume", haltId: "" });
    assert.equal(bench.core.state.name, "deciding");
  });

  it("is not asked while the directive is on its way, or if it has it", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.hello(bench.directive.id);
    assert.ok(!bench.sent.includes("reconcile"));
  });
});

describe("surveys on demand", () => {
  const targets = surveyedTargets();
  const below = (parent: string, level: number) =>
    targets.filter((target) => target.level >= level && target.id.startsWith(`${parent}.`));

  it("find grids' squares and squares' holes when the policy asks for them", () => {
    const bench = new CoreBench({ capabilities: { survey: true } });
    bench.hello();
    bench.say(survey(targets.filter(({ level }) => level === 1)));
    bench.say({ $case: "surveyed", surveyed: { parentId: "", final: false } });
    bench.decide({ kind: "survey", target: "1" });
    assert.equal(bench.asked, "loadGrid 1");
    bench.carryOut();
    assert.equal(bench.asked, "surveyGrid 1");
    bench.say(survey(below("1", 2).filter(({ level }) => level === 2)));
    bench.say({ $case: "surveyed", surveyed: { parentId: "1", final: false } });
    assert.equal(bench.core.state.name, "directed", "news decides nothing while a directive is under way");
    bench.carryOut();
    bench.decide({ kind: "survey", target: "1.1" });
    assert.equal(bench.asked, "surveySquare 1.1");
    bench.say(survey(below("1.1", 3)));
    bench.say({ $case: "surveyed", surveyed: { parentId: "1.1", final: false } });
    bench.carryOut();
    bench.decide({ kind: "acquire", holes: ["1.1.2.1"] });
    assert.deepEqual(bench.carryAllOut(), ["goToGroup 1.1.2", "acquire 1.1.2.1"]);
    assert.equal(bench.counts, "1/0/0");
    bench.assertRepeats();
  });

  it("wake a session that waits or looks on", () => {
    const bench = new CoreBench({ mode: "shadow" }).begin(targets.filter(({ id }) => !id.startsWith("2")));
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.say(survey(targets.filter(({ id }) => id.startsWith("2"))));
    assert.equal(bench.core.state.name, "watching", "the survey is not complete");
    bench.say({ $case: "surveyed", surveyed: { parentId: "", final: true } });
    assert.equal(bench.core.state.name, "deciding");
    assert.notEqual(bench.core.model.session.tree.row("2.1.1.4"), undefined);
  });

  it("begin with one of the whole cassette", () => {
    const bench = new CoreBench();
    bench.hello();
    bench.say(survey(targets));
    assert.throws(() => bench.say({ $case: "surveyed", surveyed: { parentId: "1", final: true } }), /whole cassette/);
    assert.equal(bench.core.state.name, "surveying");
  });
});

describe("a target that is another one now", () => {
  const hole = surveyedTargets().find(({ id }) => id === "1.1.1.1")!;
  const changed = (target: Partial<Target>): Said => ({
    $case: "targetChanged",
    targetChanged: { target: Target.fromPartial({ ...hole, ...target }) },
  });

  it("is known as it is, and not exposed if it is spent", () => {
    const bench = new CoreBench().begin();
    bench.say(changed({ features: { predicted_ctf_resolution_angstrom: 7.5 }, imageXPixels: 5 }));
    const { session } = bench.core.model;
    const described = session.tree.descriptions().find(({ id }) => id === hole.id)!;
    assert.deepEqual([described.imageXPixels, described.features], [5, { predicted_ctf_resolution_angstrom: 7.5 }]);
    bench.say(changed({ status: TargetStatus.SPENT }));
    assert.equal(session.isAvailable(session.tree.row(hole.id)!), false);
    bench.assertRepeats();
  });

  it("keeps its level and its parent", () => {
    const bench = new CoreBench().begin();
    assert.throws(() => bench.say(changed({ parentId: "1.1.2" })), /another level or parent/);
    assert.throws(() => bench.say(changed({ level: 3 })), /another level or parent/);
    assert.throws(() => bench.say(changed({ id: "9" })), /no survey found/);
  });

  it("is not used any more once it is withdrawn, whatever was planned", () => {
    const bench = new CoreBench().begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.say({ $case: "targetWithdrawn", targetWithdrawn: { targetId: "1.1", detail: "broken" } });
    assert.deepEqual(bench.carryAllOut(), ["loadGrid 1"]);
    assert.equal(bench.core.state.name, "deciding");
    const withdrawn = bench.core.events.all().filter((event) => event.kind === "withdrawn");
    assert.equal(withdrawn.length > 0, true);
  });
});
