import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BusyKind,
  Capabilities,
  FailureCategory,
  RejectionReason,
  ShotState,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentError } from "../../../server/drivers/instrument.js";
import { type DriverBench, driverBench } from "../../support/server-drive.js";
import { RecordingInstrument } from "../../support/server-instrument.js";
import { ManualTime } from "../../support/server-manual-time.js";
import { acquireDirective, directive } from "../../support/server-scripted-server.js";
import { until } from "../../support/server-wait.js";

const holes = ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.2.1"];
const group = (id: string, validForSeconds?: number) =>
  directive(id, { $case: "goToGroup", goToGroup: { targetId: "1.1.1" } }, validForSeconds);
const finish = directive("end", { $case: "finish", finish: {} });
const { STARTED, DONE, DROPPED, UNKNOWN } = ShotState;

const SETTLE_MILLISECONDS = 50;

describe("what a driver is ordered to do", () => {
  let bench: DriverBench;
  let time: ManualTime;

  beforeEach(async () => {
    bench = await driverBench({ directives: [acquireDirective("a", "1.1.1", holes)] });
    time = new ManualTime();
  });

  afterEach(() => bench.close());

  const give = (given: typeof finish) => bench.server.send({ $case: "directive", directive: given });

  async function over(driven: Promise<unknown>): Promise<void> {
    give(finish);
    await until("the end", () =>
      bench.server.of("directiveCompleted").some((said) => said.directiveCompleted.directiveId === "end"),
    );
    bench.server.end();
    assert.equal(await driven, "finished");
    assert.deepEqual(bench.server.violations, []);
  }

  it("drops unstarted shots on a cancel, and is done then", async () => {
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "a-02");
    const driven = bench.drive(instrument);
    await instrument.holding();
    bench.server.send({ $case: "cancel", cancel: { directiveId: "another" } });
    bench.server.send({ $case: "cancel", cancel: { directiveId: "a" } });
    give(group("g"));
    await sleep(SETTLE_MILLISECONDS);
    instrument.release();
    await bench.heard("directiveCompleted", 2);
    const first = [`a-01 ${STARTED}`, `a-01 ${DONE}`, `a-02 ${STARTED}`, `a-02 ${DONE}`];
    assert.deepEqual(bench.server.shots(), [...first, `a-03 ${DROPPED}`, `a-04 ${DROPPED}`]);
    assert.equal(bench.server.of("directiveCompleted")[0]!.directiveCompleted.durationSeconds, 120);
    await over(driven);
  });

  it("begins nothing while it is paused, and lets what runs end", async () => {
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "a-01");
    const driven = bench.drive(instrument);
    await instrument.holding();
    bench.server.send({ $case: "pause", pause: { reason: "lunch" } });
    give(group("g"));
    await sleep(SETTLE_MILLISECONDS);
    instrument.release();
    await bench.heard("directiveCompleted");
    await sleep(SETTLE_MILLISECONDS);
    assert.deepEqual(instrument.shots(), ["a-01", "a-02", "a-03", "a-04"]);
    assert.ok(!instrument.names().includes("goToGroup"));
    bench.server.send({ $case: "resume", resume: { haltId: "" } });
    await bench.heard("directiveCompleted", 2);
    assert.deepEqual(bench.server.of("resumed")[0]!.resumed, { haltId: "" });
    await over(driven);
  });

  it("breaks a running command off on an abort, where the instrument can", async () => {
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "a-02");
    instrument.capabilities = Capabilities.fromPartial({ acquire: true, abort: true });
    instrument.abort = async () => instrument.release(new InstrumentError("broken off", false));
    const driven = bench.drive(instrument);
    await instrument.holding();
    bench.server.send({ $case: "abort", abort: { directiveId: "a" } });
    await bench.heard("directiveFailed");
    assert.equal(bench.server.of("directiveFailed")[0]!.directiveFailed.category, FailureCategory.OPERATOR);
    assert.deepEqual(bench.server.shots().slice(-3), [`a-02 ${UNKNOWN}`, `a-03 ${DROPPED}`, `a-04 ${DROPPED}`]);
    bench.server.send({ $case: "reconcile", reconcile: { directiveId: "a" } });
    bench.server.send({ $case: "reconcile", reconcile: { directiveId: "never" } });
    await bench.heard("reconciled", 2);
    assert.deepEqual(
      bench.server.of("reconciled").map(({ reconciled: { directiveId, clean } }) => [directiveId, clean]),
      [
        ["a", false],
        ["never", true],
      ],
    );
    await over(driven);
  });

  it("rejects what came too late to begin, by its own clock from receipt", async () => {
    bench.server.options.directives = [];
    const instrument = new RecordingInstrument(({ name, targetId }) => name === "goToGroup" && targetId === "1.1.2");
    const driven = bench.drive(instrument, { time });
    await bench.heard("surveyed");
    give(directive("slow", { $case: "goToGroup", goToGroup: { targetId: "1.1.2" } }));
    await instrument.holding();
    await time.advance(1000);
    give(group("late", 30));
    give(group("in-time", 300));
    await sleep(SETTLE_MILLISECONDS);
    await time.advance(31);
    instrument.release();
    await bench.heard("directiveCompleted", 2);
    const { directiveId, reason } = bench.server.of("directiveRejected")[0]!.directiveRejected;
    assert.deepEqual([directiveId, reason], ["late", RejectionReason.EXPIRED]);
    assert.deepEqual(
      instrument.calls.map(({ targetId }) => targetId),
      ["1.1.2", "1.1.1"],
    );
    await over(driven);
  });

  it("lets a directive wait out a refill, which makes it no later", async () => {
    bench.server.options.directives = [];
    const instrument = new RecordingInstrument();
    const driven = bench.drive(instrument, { time });
    await bench.heard("surveyed");
    instrument.say({ $case: "busy", busy: { kind: BusyKind.REFILL, expectedSeconds: 500 } });
    give(group("g", 30));
    await bench.heard("busy");
    await sleep(SETTLE_MILLISECONDS);
    await time.advance(500);
    assert.deepEqual(instrument.calls, []);
    instrument.say({ $case: "ready", ready: { kind: BusyKind.REFILL } });
    await bench.heard("directiveCompleted");
    assert.equal(bench.server.of("ready").length, 1);
    assert.deepEqual(instrument.names(), ["goToGroup"]);
    await over(driven);
  });

  it("takes no directive and no shot with an id that was used, nor what it can't do", async () => {
    const instrument = new RecordingInstrument();
    const driven = bench.drive(instrument);
    await bench.heard("directiveCompleted");
    give(acquireDirective("a", "1.1.2", ["1.1.2.2"]));
    const again = acquireDirective("b", "1.1.2", ["1.1.2.2"]);
    if (again.kind?.$case === "acquire") again.kind.acquire.shots[0]!.id = "a-01";
    give(again);
    give(directive("v", { $case: "surveyGrid", surveyGrid: { targetId: "1" } }));
    give(directive("u", { $case: "loadGrid", loadGrid: { targetId: "nowhere" } }));
    give(directive("n", undefined as never));
    await bench.heard("directiveRejected", 5);
    const { LIMIT, UNSUPPORTED, INVALID_TARGET } = RejectionReason;
    assert.deepEqual(
      bench.server.of("directiveRejected").map((said) => said.directiveRejected.reason),
      [LIMIT, LIMIT, UNSUPPORTED, INVALID_TARGET, UNSUPPORTED],
    );
    assert.equal(instrument.calls.length, 4);
    await over(driven);
  });

  it("obeys a halt at once, whatever is missing before it", async () => {
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "a-02");
    const driven = bench.drive(instrument);
    await instrument.holding();
    const { server } = bench;
    server.write({ epoch: 0, seq: 9, ack: 0, message: { $case: "halt", halt: { haltId: "h", reason: "smoke" } } });
    await until("the driver to connect again for what is missing", () => server.hellos.length === 2);
    assert.equal(server.hellos[1]!.haltId, "h");
    instrument.release();
    await bench.heard("halted");
    assert.deepEqual(server.of("halted")[0]!.halted, { directiveId: "a", haltId: "h" });
    assert.deepEqual(instrument.shots(), ["a-01", "a-02"]);
    const reads = instrument.reads;
    give(group("g"));
    server.send({ $case: "resume", resume: { haltId: "i" } });
    await bench.heard("directiveRejected");
    assert.deepEqual([instrument.calls.length, instrument.reads], [2, reads]);
    server.send({ $case: "halt", halt: { haltId: "h", reason: "smoke" } });
    server.send({ $case: "resume", resume: { haltId: "h" } });
    await bench.heard("resumed");
    assert.deepEqual(
      server.of("resumed").map(({ resumed }) => resumed.haltId),
      ["h"],
    );
    // What was dealt with comes again when an acknowledgement is lost; it halts nobody.
    server.write({ epoch: 0, seq: 4, ack: 0, message: { $case: "halt", halt: { haltId: "h", reason: "smoke" } } });
    give(group("h"));
    await bench.heard("directiveCompleted");
    assert.equal(server.of("opticalState").length, 2);
    await over(driven);
  });

  it("reads nothing from the microscope when a halt comes in the middle of a move", async () => {
    bench.server.options.directives = [group("g")];
    const instrument = new RecordingInstrument(({ name }) => name === "goToGroup");
    const driven = bench.drive(instrument);
    await instrument.holding();
    const reads = instrument.reads;
    bench.server.send({ $case: "halt", halt: { haltId: "h", reason: "smoke" } });
    await sleep(SETTLE_MILLISECONDS);
    instrument.release();
    await bench.heard("halted");
    assert.deepEqual(bench.server.of("halted")[0]!.halted, { directiveId: "g", haltId: "h" });
    assert.equal(bench.server.of("directiveCompleted").length, 0);
    assert.deepEqual([instrument.calls.length, instrument.reads], [1, reads]);
    bench.server.send({ $case: "resume", resume: { haltId: "h" } });
    await bench.heard("resumed");
    await over(driven);
  });

  it("takes a welcome's halt as one that comes now", async () => {
    bench.server.options.haltId = "h";
    const instrument = new RecordingInstrument();
    const driven = bench.drive(instrument);
    await bench.heard("halted");
    assert.deepEqual([instrument.calls.length, instrument.reads], [0, 0]);
    assert.equal(bench.server.of("survey").length, 0);
    bench.server.send({ $case: "resume", resume: { haltId: "h" } });
    await bench.heard("directiveCompleted");
    assert.equal(instrument.shots().length, 4);
    await over(driven);
  });
});
