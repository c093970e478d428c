import assert from "node:assert/strict";
import { copyFileSync, cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { type DriveSessionOptions, driveSession } from "../../server/drivers/drive-session.js";
import { limitsSchema } from "../../server/safety/limits.js";
import { BadNetwork } from "../support/server-bad-network.js";
import { silentLog, startTestServer, type TestServer } from "../support/server-in-process.js";
import { RecordingInstrument } from "../support/server-instrument.js";
import { temporaryFolder } from "../support/server-microscope.js";
import { serverOptions } from "../support/server-options.js";
import { until } from "../support/server-wait.js";

/** Holes of the recorded instrument. */
const HOLES = 11;
const sessionKey = "monday";

describe("rivals for an instrument", function () {
  this.timeout(20_000);
  let server: TestServer;
  let folder: ReturnType<typeof temporaryFolder>;
  let stateFile: string;

  beforeEach(async () => {
    server = await startTestServer();
    folder = temporaryFolder();
    stateFile = join(folder.path, "driver.sqlite");
  });

  afterEach(async () => {
    await server.close();
    folder.remove();
  });

  function drive(instrument: RecordingInstrument, options: Partial<DriveSessionOptions> = {}) {
    const driven = driveSession({
      server: server.address,
      sessionKey,
      driverName: "recording",
      instrument,
      log: silentLog,
      stateFile,
      // Two sessions may expose the same holes.
      limits: limitsSchema.parse({ shots_per_target: 2 }),
      evidenceGraceSeconds: 0.05,
      ...options,
    });
    // What it fails by is looked at later.
    driven.catch(() => {});
    return driven;
  }

  /** A driver that is in the middle of its second exposure, and goes on when it is told to. */
  async function atWork(options: Partial<DriveSessionOptions> = {}) {
    let exposures = 0;
    const instrument = new RecordingInstrument(({ name }) => name === "expose" && ++exposures === 2);
    const driven = drive(instrument, options);
    await instrument.holding();
    return { instrument, driven };
  }

  /** Checks that a driver is turned away in words, and that its instrument hears nothing. */
  async function assertTurnedAway(words: RegExp, options: Partial<DriveSessionOptions>): Promise<void> {
    const instrument = new RecordingInstrument();
    await assert.rejects(drive(instrument, options), { name: "UserError", message: words });
    assert.deepEqual([instrument.calls, instrument.reads], [[], 0]);
  }

  /** Checks that each hole was exposed once, and that the server knows of each. */
  async function assertWhole(at: TestServer, shots: readonly string[], key = sessionKey): Promise<void> {
    assert.equal(shots.length, HOLES);
    assert.equal(new Set(shots).size, HOLES);
    assert.equal((await at.describe(key)).exposures, HOLES);
  }

  /** The state of a driver that runs, as a careless back-up has it. */
  function copiedState(): string {
    const copy = join(folder.path, "copy.sqlite");
    for (const suffix of ["", "-wal"]) {
      if (existsSync(stateFile + suffix)) copyFileSync(stateFile + suffix, copy + suffix);
    }
    return copy;
  }

  it("are two drivers of one session: one that knows nothing of it is turned away, from the first message on", async () => {
    const first = new RecordingInstrument(({ targetId }) => targetId === "1");
    const driven = drive(first);
    await first.holding();
    await assertTurnedAway(/has a driver at work.*another one, or has lost its state/, { stateFile: ":memory:" });
    first.release();
    assert.equal(await driven, "finished");
    await assertWhole(server, first.shots());
  });

  it("are two drivers of one session: one with a copy of the state is turned away once the other has said more", async () => {
    const { instrument, driven } = await atWork();
    const copy = copiedState();
    instrument.release();
    await until("more to be said", () => instrument.shots().length > 5);
    await assertTurnedAway(/had acknowledged more|copy of the state/, { stateFile: copy });
    assert.equal(await driven, "finished");
    await assertWhole(server, instrument.shots());
  });

  it("are two drivers of one session: one that takes over ends the other, whose next exposure is not begun", async () => {
    const { instrument, driven } = await atWork();
    const copy = copiedState();
    const second = new RecordingInstrument();
    // What the first one is about is settled by files.
    second.evident = () => "done";
    const taken = drive(second, { stateFile: copy });
    assert.equal(await taken, "finished");
    instrument.release();
    await assert.rejects(driven, { name: "UserError", message: /the policy server refused: .*epoch/ });
    assert.equal(instrument.shots().length, 2, "of three that it was to make");
    const shots = [...instrument.shots(), ...second.shots()];
    await assertWhole(server, shots);
  });

  it("are two sessions: the instrument's lease is held by one", async () => {
    const { instrument, driven } = await atWork();
    const other = { sessionKey: "tuesday", stateFile: ":memory:" };
    await assertTurnedAway(/instrument 'default'.*session 'monday'/, other);
    instrument.release();
    assert.equal(await driven, "finished");
    await assertWhole(server, instrument.shots());
  });

  it("are two servers with one journal: the second does not start", async () => {
    const data = serverOptions().data;
    const first = await startTestServer({ data });
    try {
      await assert.rejects(startTestServer({ data }), { name: "UserError", message: /the journal .* open already/ });
    } finally {
      await first.close();
    }
  });

  it("are two servers: a driver obeys its own until an operator says otherwise", async () => {
    const rival = await startTestServer();
    try {
      const network = await BadNetwork.start(Number(server.address.split(":")[1]));
      const { instrument, driven } = await atWork({ server: network.address, reconnectForSeconds: 0 });
      await assertTurnedAway(/driver\.sqlite is open|in use|another/, { server: rival.address });
      const session = server.running.store.loaded(sessionKey)!;
      await session.command("somebody", { command: "pause", reason: "a look" });
      instrument.release();
      await until("the directive to end", () => session.core.directiveInFlight === undefined);
      network.close();
      await assert.rejects(driven, /can't be reached/);
      await assertTurnedAway(/obeys another server.*start the driver with --adopt-server/, { server: rival.address });
      // The rival does not know this session as the driver does.
      const adopting = { server: rival.address, adoptServer: true };
      await assertTurnedAway(/it is another one than the driver remembers; start a session with another key/, adopting);
      // Nor is it obeyed for having been asked.
      await session.command("somebody", { command: "resume", haltId: "" });
      const second = new RecordingInstrument();
      second.place = instrument.place;
      assert.equal(await drive(second), "finished");
      await assertWhole(server, [...instrument.shots(), ...second.shots()]);
      const third = new RecordingInstrument();
      assert.equal(await drive(third, { ...adopting, sessionKey: "tuesday" }), "finished");
      await assertWhole(rival, third.shots(), "tuesday");
      await assertTurnedAway(/obeys another server/, { sessionKey: "wednesday" });
    } finally {
      await rival.close();
    }
  });

  it("are a server and its own past: a restored journal with an older lease is not obeyed", async () => {
    const { data } = serverOptions();
    const past = join(folder.path, "past");
    const started = async (from: string) => startTestServer({ data: from });
    let one = await started(data);
    await drive(new RecordingInstrument(), { server: one.address });
    await one.close();
    cpSync(data, past, { recursive: true });
    one = await started(data);
    assert.equal(await drive(new RecordingInstrument(), { server: one.address, sessionKey: "tuesday" }), "finished");
    await one.close();
    one = await started(past);
    await assertTurnedAway(
      /lease term 2 .*term 2 was obeyed before in session 'tuesday': its journal is not the newest one/,
      {
        server: one.address,
        sessionKey: "wednesday",
      },
    );
    await one.close();
  });
});
