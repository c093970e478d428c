import assert from "node:assert/strict";
import pino from "pino";
import { ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type DriveEnd, driveSession } from "../../server/drivers/drive-session.js";
import { InstrumentError } from "../../server/drivers/instrument.js";
import { startTestServer, type TestServer } from "../support/server-in-process.js";
import { RecordingInstrument } from "../support/server-instrument.js";
import { ScriptedDriver, shotReport, shotsOf } from "../support/server-scripted-driver.js";
import { acquireDirective, ScriptedServer } from "../support/server-scripted-server.js";
import { until } from "../support/server-wait.js";

describe("HaltSession", () => {
  const sessionKey = "halted";
  let server: TestServer;

  beforeEach(async () => {
    server = await startTestServer();
  });

  afterEach(() => server.close());

  let log: string;

  function drive(instrument: RecordingInstrument, address = server.address): Promise<DriveEnd> {
    log = "";
    const keep = (line: string) => {
      log += line;
    };
    const options = { server: address, sessionKey, driverName: "recording", instrument, evidenceGraceSeconds: 0.05 };
    return driveSession({ ...options, log: pino({ level: "warn" }, { write: keep }) });
  }

  /** Halts the session and waits until its driver has heard of it. */
  async function halt(): Promise<void> {
    await server.halt(sessionKey, "smoke");
    await driverHeard();
  }

  function driverHeard(): Promise<void> {
    return until("the halt to reach the driver", () => log.includes('"reason":"smoke"'));
  }

  /** Checks that a driver ended as halted and that nothing was asked of the instrument any more. */
  async function assertHalted(driven: Promise<DriveEnd>, instrument: RecordingInstrument, calls: number) {
    assert.equal(await driven, "halted");
    assert.equal(instrument.calls.length, calls);
    const session = await server.describe(sessionKey);
    assert.equal(session.state, SessionState.HALTED);
    assert.equal(session.haltReason, "smoke");
    const events = await server.events(sessionKey);
    assert.equal(events.at(-1)?.kind, "ended");
    return { session, events };
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

  it("ends a session in the middle of a shot, which is counted", async () => {
    let shots = 0;
    const instrument = new RecordingInstrument(({ name }) => name === "expose" && ++shots === 3);
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    assert.equal((await server.describe(sessionKey)).state, SessionState.HALTED);
    const calls = instrument.calls.length;
    instrument.release();
    const { session, events } = await assertHalted(driven, instrument, calls);
    assert.equal(session.exposures, 3);
    const exposed = events.flatMap((event) => (event.kind === "exposed" ? [event.target] : []));
    assert.deepEqual(
      exposed,
      instrument.calls.flatMap(({ name, targetId }) => (name === "expose" ? [targetId] : [])),
    );
    assert.ok(!events.some(({ kind }) => kind === "spent"));
  });

  it("ends a session in the middle of a move", async () => {
    const instrument = new RecordingInstrument(({ name }) => name === "goToSquare");
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    instrument.release();
    const { session } = await assertHalted(driven, instrument, 2);
    assert.equal(session.exposures, 0);
  });

  it("ends a session whose shot then fails", async () => {
    const instrument = new RecordingInstrument(({ name }) => name === "expose");
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    instrument.release(new InstrumentError("the connection broke", false));
    const { session, events } = await assertHalted(driven, instrument, 4);
    assert.equal(session.exposures, 0);
    assert.deepEqual(
      events.flatMap((event) => (event.kind === "spent" ? [event.target] : [])),
      ["1.1.1.1"],
    );
  });

  it("ends a session that is going to its safe state", async () => {
    server.close();
    server = await startTestServer({ budgetMinutes: 9 });
    const instrument = new RecordingInstrument(({ name }) => name === "safeState");
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    instrument.release();
    await assertHalted(driven, instrument, 6);
  });

  it("ends a session that is still being surveyed", async () => {
    const surveyor = new RecordingInstrument();
    const described = await surveyor.describe();
    let asked = false;
    let goOn: () => void = () => {};
    surveyor.describe = async () => {
      asked = true;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return described;
    };
    const driven = drive(surveyor);
    await until("the survey to begin", () => asked);
    await halt();
    goOn();
    await assertHalted(driven, surveyor, 0);
  });

  it("leaves the holes of unstarted shots unexposed", async () => {
    const driver = new ScriptedDriver(server.collection, sessionKey);
    const acquire = await driver.untilAcquire(await driver.begin());
    await server.halt(sessionKey, "smoke");
    await driver.response("halt", ({ message }) => message?.$case === "halt");
    driver.say(shotReport(acquire.id, shotsOf(acquire)[0]!.id, ShotState.DROPPED));
    driver.say({ $case: "halted", halted: { directiveId: acquire.id, haltId: "" } });
    assert.equal((await driver.ended).code, 0);
    const kinds = (await server.events(sessionKey)).map(({ kind }) => kind);
    for (const kind of ["exposed", "spent", "failed"]) assert.ok(!kinds.some((one) => one === kind), kind);
  });

  it("changes nothing the second time, nor after the end", async () => {
    const instrument = new RecordingInstrument(({ name }) => name === "expose");
    const driven = drive(instrument);
    await instrument.holding();
    await halt();
    await server.halt(sessionKey, "more smoke");
    instrument.release();
    await assertHalted(driven, instrument, 4);
    await server.halt(sessionKey, "fire");
    assert.equal((await server.describe(sessionKey)).haltReason, "smoke");
    const unhindered = new ScriptedDriver(server.collection, "unhindered");
    await unhindered.finish(await unhindered.begin());
    await unhindered.ended;
    await server.halt("unhindered", "too late");
    const { state, haltReason } = await server.describe("unhindered");
    assert.deepEqual({ state, haltReason }, { state: SessionState.FINISHED, haltReason: "" });
  });

  it("does not know sessions that do not exist", async () => {
    await assert.rejects(server.halt("nobody", "smoke"), /there is no session 'nobody'/);
  });
});
