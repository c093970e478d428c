import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type DriveEnd, driveSession } from "../../server/drivers/drive-session.js";
import { InstrumentError } from "../../server/drivers/instrument.js";
import { startTestServer, type TestServer } from "../support/server-in-process.js";
import { type InstrumentCall, RecordingInstrument } from "../support/server-instrument.js";
import { instrumentsFor } from "../support/server-options.js";
import { ScriptedDriver, shotReport, shotsOf } from "../support/server-scripted-driver.js";
import { acquireDirective, ScriptedServer } from "../support/server-scripted-server.js";
import { until } from "../support/server-wait.js";

describe("HaltSession", () => {
  let server: TestServer;
  let sessions = 0;
  let sessionKey: string;
  let log: string;

  before(async () => {
    server = await startTestServer({ instruments: instrumentsFor(20) });
  });

  after(() => server.close());

  beforeEach(() => {
    sessionKey = `session-${++sessions}`;
  });

  function drive(instrument: RecordingInstrument, address = server.address): Promise<DriveEnd> {
    log = "";
    const keep = (line: string) => {
      log += line;
    };
    const named = { sessionKey, driverName: "recording", instrumentName: sessionKey };
    const options = { ...named, server: address, instrument, evidenceGraceSeconds: 0.05 };
    return driveSession({ ...options, log: pino({ level: "warn" }, { write: keep }) });
  }

  /** Halts the session and waits until its driver has heard of it. @returns the halt's id */
  async function halt(): Promise<string> {
    const haltId = await server.halt(sessionKey, "smoke");
    await driverHeard();
    return haltId;
  }

  function driverHeard(): Promise<void> {
    return until("the halt to reach the driver", () => log.includes('"reason":"smoke"'));
  }

  /** Checks that a driver obeys a halt, and that nothing was asked of the instrument any more. */
  async function assertHalted(instrument: RecordingInstrument, calls: number) {
    await until("the driver to obey", () => server.running.store.loaded(sessionKey)?.core.state.name === "halted");
    assert.equal(instrument.calls.length, calls);
    const session = await server.describe(sessionKey);
    assert.equal(session.state, SessionState.HALTED);
    assert.equal(session.haltReason, "smoke");
    assert.equal(session.directiveId, "");
    return session;
  }

  /** Ends the halt. @returns the holes that were exposed to the session's end, in order */
  async function goOn(driven: Promise<DriveEnd>, instrument: RecordingInstrument): Promise<string[]> {
    const { haltId } = await server.describe(sessionKey);
    await server.resume(sessionKey, haltId);
    assert.equal(await driven, "finished");
    const { state, haltReason } = await server.describe(sessionKey);
    assert.deepEqual({ state, haltReason }, { state: SessionState.FINISHED, haltReason: "" });
    const events = await server.events(sessionKey);
    const exposed = events.flatMap((event) => (event.kind === "exposed" ? [event.target] : []));
    const asked = instrument.calls.flatMap(({ name, targetId }) => (name === "expose" ? [targetId] : []));
    assert.ok(exposed.every((hole) => asked.includes(hole)));
    assert.equal(new Set(asked).size, asked.length);
    return exposed;
  }

  /** Which call is held, and none after it. */
  function once(hold: (call: InstrumentCall) => boolean): (call: InstrumentCall) => boolean {
    let held = false;
    return (call) => {
      if (held || !hold(call)) return false;
      held = true;
      return true;
    };
  }

  it("lets the running shot end and drops the others", async () => {
    const holes = ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.2.1", "1.1.2.2"];
    const scripted = new ScriptedServer({ directives: [acquireDirective("d", "1.1.1", holes)] });
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "d-02");
    const driven = drive(instrument, await scripted.start());
    try {
      await instrument.holding();
      scripted.send({ $case: "halt", halt: { reason: "smoke", haltId: "" } });
      await driverHeard();
      instrument.release();
      assert.equal(await driven, "halted");
      assert.deepEqual(
        instrument.calls.map(({ shotId }) => shotId),
        ["d-01", "d-02"],
      );
      const { STARTED, DONE, DROPPED } = ShotState;
      const reports = scripted.heard.flatMap((said) => (said.$case === "shot" ? [said.shot] : []));
      assert.deepEqual(
        reports.map(({ shotId, state }) => [shotId, state]),
        [
          ["d-01", STARTED],
          ["d-01", DONE],
          ["d-02", STARTED],
          ["d-02", DONE],
          ["d-03", DROPPED],
          ["d-04", DROPPED],
          ["d-05", DROPPED],
        ],
      );
      assert.deepEqual(scripted.heard.at(-1), { $case: "halted", halted: { directiveId: "d", haltId: "" } });
      assert.ok(!scripted.heard.some((said) => said.$case === "directiveCompleted"));
    } finally {
      scripted.close();
    }
  });

  it("counts the shot that was running, and goes on with the others once it is resumed", async () => {
    let shots = 0;
    const instrument = new RecordingInstrument(({ name }) => name === "expose" && ++shots === 3);
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    assert.equal((await server.describe(sessionKey)).state, SessionState.HALTED);
    const calls = instrument.calls.length;
    instrument.release();
    assert.equal((await assertHalted(instrument, calls)).exposures, 3);
    assert.equal((await goOn(driven, instrument)).length, 11);
    assert.ok(!(await server.events(sessionKey)).some(({ kind }) => kind === "spent"));
  });

  it("stops in the middle of a move", async () => {
    const instrument = new RecordingInstrument(once(({ name }) => name === "goToSquare"));
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    instrument.release();
    assert.equal((await assertHalted(instrument, 2)).exposures, 0);
    assert.equal((await goOn(driven, instrument)).length, 11);
  });

  it("takes the hole of a shot that then fails for spent", async () => {
    const instrument = new RecordingInstrument(once(({ name }) => name === "expose"));
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    instrument.release(new InstrumentError("the connection broke", false));
    assert.equal((await assertHalted(instrument, 4)).exposures, 0);
    const exposed = await goOn(driven, instrument);
    assert.equal(exposed.length, 10);
    assert.deepEqual(
      (await server.events(sessionKey)).flatMap((event) => (event.kind === "spent" ? [event.target] : [])),
      ["1.1.1.1"],
    );
  });

  it("stops a session that is going to its safe state, which then goes there", async () => {
    await server.create({ sessionKey, instrument: sessionKey, budgetSeconds: 540 });
    const instrument = new RecordingInstrument(once(({ name }) => name === "safeState"));
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    instrument.release();
    await assertHalted(instrument, 6);
    await goOn(driven, instrument);
    assert.equal(instrument.names().at(-1), "safeState");
  });

  it("stops a session that is still being surveyed", async () => {
    const surveyor = new RecordingInstrument();
    const described = await surveyor.describe();
    let asked = false;
    let end: () => void = () => {};
    surveyor.describe = async () => {
      if (!asked) {
        asked = true;
        await new Promise<void>((resolve) => {
          end = resolve;
        });
      }
      return described;
    };
    const driven = drive(surveyor);
    await until("the survey to begin", () => asked);
    await halt();
    end();
    await assertHalted(surveyor, 0);
    assert.equal((await goOn(driven, surveyor)).length, 11);
  });

  it("leaves the holes of unstarted shots unexposed, and asks for them again after a resume", async () => {
    const driver = new ScriptedDriver(server.collection, sessionKey);
    const acquire = await driver.untilAcquire(await driver.begin());
    const haltId = await server.halt(sessionKey, "smoke");
    await driver.response("halt", ({ message }) => message?.$case === "halt");
    driver.say(shotReport(acquire.id, shotsOf(acquire)[0]!.id, ShotState.DROPPED));
    driver.say({ $case: "halted", halted: { directiveId: acquire.id, haltId } });
    await driver.heard();
    await server.resume(sessionKey, haltId);
    await driver.response("resume", ({ message }) => message?.$case === "resume" && message.resume.haltId === haltId);
    assert.equal(driver.directive, acquire, "nothing is sent before the driver obeys the resume");
    driver.say({ $case: "resumed", resumed: { haltId } });
    const again = await driver.nextDirective();
    assert.notEqual(again.id, acquire.id);
    const holes = (directive: typeof acquire) => shotsOf(directive).map(({ targetId }) => targetId);
    assert.deepEqual(holes(again), holes(acquire));
    const made = await driver.finish(again);
    assert.equal(made.length, 11);
    assert.equal((await driver.ended).code, 0);
    const kinds = (await server.events(sessionKey)).map(({ kind }) => kind);
    for (const kind of ["spent", "failed"]) assert.ok(!kinds.some((one) => one === kind), kind);
  });

  it("ends by its own id alone, whatever else is asked of it", async () => {
    const driver = new ScriptedDriver(server.collection, sessionKey);
    await driver.begin();
    const haltId = await server.halt(sessionKey, "smoke");
    assert.equal(await server.halt(sessionKey, "more smoke"), haltId);
    await assert.rejects(server.resume(sessionKey), /halted; expected halt_id 'halt-1'/);
    await assert.rejects(server.resume(sessionKey, "halt-7"), /the halt that holds is 'halt-1'/);
    const { state, haltReason } = await server.describe(sessionKey);
    assert.deepEqual({ state, haltReason }, { state: SessionState.HALTED, haltReason: "smoke" });
    driver.cancel();
  });

  it("holds over a restart of the server", async () => {
    const data = mkdtempSync(join(tmpdir(), "cryogym-halt-"));
    const instruments = [sessionKey];
    const first = await startTestServer({ data, instruments });
    const driver = new ScriptedDriver(first.collection, sessionKey);
    await driver.begin();
    const haltId = await first.halt(sessionKey, "smoke");
    await first.close();
    const second = await startTestServer({ data, instruments });
    try {
      const { state, haltId: holds } = await second.describe(sessionKey);
      assert.deepEqual({ state, holds }, { state: SessionState.HALTED, holds: haltId });
      const again = new ScriptedDriver(second.collection, sessionKey, driver);
      await again.hello();
      const { message } = again.received[0]!;
      assert.equal(message?.$case === "welcome" && message.welcome.haltId, haltId);
      again.cancel();
    } finally {
      await second.close();
      rmSync(data, { recursive: true, force: true });
    }
  });

  it("comes too late when a session is over", async () => {
    const unhindered = new ScriptedDriver(server.collection, sessionKey);
    await unhindered.finish(await unhindered.begin());
    await unhindered.ended;
    await assert.rejects(server.halt(sessionKey, "too late"), /the session is over/);
    const { state, haltReason } = await server.describe(sessionKey);
    assert.deepEqual({ state, haltReason }, { state: SessionState.FINISHED, haltReason: "" });
  });

  it("does not know sessions that do not exist", async () => {
    await assert.rejects(server.halt("nobody", "smoke"), /there is no session 'nobody'/);
  });
});
