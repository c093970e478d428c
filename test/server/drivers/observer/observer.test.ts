import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { credentials } from "@grpc/grpc-js";
import { parse } from "csv-parse/sync";
import { Mode, SessionServiceClient } from "../../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { driveSession } from "../../../../server/drivers/drive-session.js";
import observer from "../../../../server/drivers/kinds/observer.js";
import { Recorder, SHIFT_TO_STAGE } from "../../../support/observer-recorder.js";
import { rawEvents, silentLog, startTestServer, type TestServer } from "../../../support/server-in-process.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

const CHILD = fileURLToPath(new URL("observe-child.js", import.meta.url));
const KEY = "shadowed";

/** A row of the session's table. */
interface Row {
  readonly hole: string;
  readonly ctf_resolution_angstrom: string;
}

describe("an observer beside a session that others run", function () {
  this.timeout(60_000);
  const temporary = temporaryFolder();
  let server: TestServer;
  let child: ChildProcess | undefined;

  before(async () => {
    server = await startTestServer({ mode: "shadow", policy: "index" });
  });

  after(async () => {
    await kill();
    await server.close();
    temporary.remove();
  });

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  function observe(recorder: Recorder, sessionKey: string, more: object = {}): void {
    const options = {
      navigators: [{ grid: "G1", file: recorder.navigator }],
      frames: [{ grid: "G1", folder: recorder.frames }],
      poll_seconds: 0.05,
      image_shift_radius_micrometers: 7,
      ...more,
    };
    const stateFile = join(recorder.folder, "observer.sqlite");
    const said = JSON.stringify({ server: server.address, sessionKey, stateFile, options });
    child = spawn(process.execPath, [CHILD, said], { stdio: ["ignore", "inherit", "inherit"] });
  }

  async function exposures(sessionKey: string, count: number): Promise<void> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const told = await server.describe(sessionKey).then(
        ({ exposures }) => exposures,
        () => -1,
      );
      if (told === count) return;
      assert.ok(told < count, `${told} exposures were told, ${count} were made`);
      assert.ok(performance.now() < deadline, `${told} of ${count} exposures were told in time`);
      await sleep(20);
    }
  }

  async function table(sessionKey: string): Promise<Row[]> {
    const client = new SessionServiceClient(server.address, credentials.createInsecure());
    const chunks: Buffer[] = [];
    for await (const { chunk } of client.exportSession({ sessionKey })) chunks.push(Buffer.from(chunk));
    client.close();
    return parse(Buffer.concat(chunks), { columns: true }) as Row[];
  }

  async function end(sessionKey: string): Promise<void> {
    const client = new SessionServiceClient(server.address, credentials.createInsecure());
    await new Promise<void>((resolve, reject) =>
      client.endSession({ sessionKey, reason: "done" }, (error) => (error === null ? resolve() : reject(error))),
    );
    client.close();
  }

  /** Reports what the pipeline makes of the exposures so far. */
  async function report(recorder: Recorder, sessionKey: string): Promise<void> {
    const outcomes = recorder.ledger.map(({ shotId, ctfResolutionAngstrom }) => ({
      shotId,
      ...(ctfResolutionAngstrom !== null && { ctfResolutionAngstrom }),
    }));
    await server.report({ sessionKey, source: "pipeline", outcomes });
  }

  async function wholeSession(recorder: Recorder, sessionKey: string, more: object, mostKills = 0): Promise<void> {
    observe(recorder, sessionKey, more);
    let kills = 0;
    for (const square of recorder.squares) {
      await recorder.surveySquare(square);
      for (const group of recorder.groupsOf(square)) {
        await recorder.expose(group, recorder.holesOf(group).slice(0, 3));
        if (mostKills > kills && ++kills > 0) {
          // In the middle of whatever it does.
          await sleep(60 * kills);
          await kill();
          observe(recorder, sessionKey, more);
        }
        await exposures(sessionKey, recorder.ledger.length);
        await report(recorder, sessionKey);
      }
    }
  }

  it("tells what the ledger says, over kills, and shows what the policy would have done", async () => {
    const recorder = new Recorder(join(temporary.path, "labelled"));
    await wholeSession(recorder, KEY, {}, 3);
    const told = (await table(KEY)).filter((row) => row.ctf_resolution_angstrom !== "");
    const ledger = recorder.ledger.map(({ target, ctfResolutionAngstrom }) => [target, ctfResolutionAngstrom]);
    assert.equal(ledger.length, 18);
    assert.deepEqual(told.map((row) => [row.hole, Number(row.ctf_resolution_angstrom)]).sort(), ledger.sort());
    await end(KEY);
    const events = await rawEvents(server.address, KEY);
    const of = (kind: string) => events.filter(({ event }) => event?.$case === kind);
    assert.deepEqual(
      of("exposed").map(({ targetId }) => targetId),
      recorder.ledger.map(({ target }) => `G1/${recorder.mapId(target)}`),
    );
    // One at least after each group, on all that was known then.
    const decided = events.flatMap(({ event }) => (event?.$case === "decided" ? [event.decided] : []));
    assert.ok(decided.length >= 6, `${decided.length} decisions`);
    const proposed = new Set(decided.flatMap(({ candidates }) => candidates.map(({ targetId }) => targetId)));
    const squares = recorder.squares.map((square) => `G1/${recorder.mapId(square)}`);
    const isFiner = (id: string) => id.startsWith("G1/") && !squares.includes(id);
    assert.ok([...proposed].some(isFiner), [...proposed].join(" "));
    assert.ok(events.every(({ event }) => event?.$case !== "proposed"));
    assert.equal(of("failed").length, 0);
    const exposedGroups = of("moved").filter(({ targetId }) => targetId !== "G1").length;
    assert.equal(exposedGroups, 6);
  });

  it("is asked for nothing: a server that would is refused, and stays in shadow", async () => {
    const frames = [{ grid: "G1", folder: temporary.path }];
    const instrument = await observer.connect(observer.options.parse({ frames }));
    assert.equal(instrument.capabilities.acquire, false);
    await assert.rejects(instrument.expose("G1", "x"), { name: "InstrumentError", refused: true });
    const deciding = await startTestServer({ mode: "autonomous" });
    const drive = (address: string) =>
      driveSession({ server: address, sessionKey: "x", driverName: "observer", instrument, log: silentLog });
    await assert.rejects(drive(deciding.address), /capabilities\.acquire is false; mode 'autonomous' expects/);
    await deciding.close();
    const client = new SessionServiceClient(server.address, credentials.createInsecure());
    const driven = drive(server.address);
    await exposures("x", 0);
    const loosened = new Promise((resolve, reject) =>
      client.setMode({ sessionKey: "x", mode: Mode.ADVISE }, (error) => (error ? reject(error) : resolve(0))),
    );
    await assert.rejects(loosened, /capabilities\.acquire is false; mode 'advise' expects/);
    client.close();
    await end("x");
    assert.equal(await driven, "finished");
    instrument.close();
  });

  it("tells holes by stage and image shift alone", async () => {
    await kill();
    const server2 = server;
    server = await startTestServer({ mode: "observe" });
    try {
      const recorder = new Recorder(join(temporary.path, "unlabelled"), false);
      await wholeSession(recorder, "placed", { image_shift_to_stage: SHIFT_TO_STAGE });
      const told = (await table("placed")).filter((row) => row.ctf_resolution_angstrom !== "");
      assert.deepEqual(told.map(({ hole }) => hole).sort(), recorder.ledger.map(({ target }) => target).sort());
    } finally {
      await kill();
      await server.close();
      server = server2;
    }
  });
});
