import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { RandomStream } from "../../env/random/random-stream.js";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { driveSession } from "../../server/drivers/drive-session.js";
import { driverKinds } from "../../server/drivers/kinds/index.js";
import { readLedger } from "../../server/microscope/ledger.js";
import { rawEvents, silentLog, startTestServer, type TestServer } from "../support/server-in-process.js";
import { RecordingInstrument } from "../support/server-instrument.js";
import { startTestMicroscope, type TestMicroscope } from "../support/server-microscope.js";
import { TcpProxy } from "../support/server-proxy.js";
import { acquireDirective, directive, ScriptedServer } from "../support/server-scripted-server.js";
import { until } from "../support/server-wait.js";
import { type Layout, smallWorld } from "../support/small-worlds.js";

/** 28 holes in 6 groups. */
const layout: Layout = [
  [[5, 5], [4]],
  [[6], [5, 3]],
];
const HOLES = 28;
const CUTS = 7;
/** A session of this layout passes some 30 kB; each connection begins with about 1 kB. */
const MOST_BYTES_BETWEEN_CUTS = 4_000;

describe("a connection that breaks", () => {
  const sessionKey = "broken";
  let server: TestServer;
  let microscope: TestMicroscope;
  let proxy: TcpProxy | undefined;

  beforeEach(async () => {
    server = await startTestServer();
    microscope = await startTestMicroscope(smallWorld(layout), { address: server.address, sessionKey });
  });

  afterEach(() => {
    proxy?.close();
    microscope.close();
    server.close();
  });

  for (const seed of [1, 2, 3]) {
    it(`loses nothing and doubles nothing, wherever it is cut (seed ${seed})`, async () => {
      const random = new RandomStream(seed);
      let at = 0;
      const cuts = Array.from({ length: CUTS }, () => {
        at += 1 + random.integer(MOST_BYTES_BETWEEN_CUTS);
        return at;
      });
      proxy = await TcpProxy.start(Number(server.address.split(":")[1]), cuts);
      const kind = driverKinds.get("simulated");
      const instrument = await kind.connect(kind.options.parse({ port: microscope.port }));
      const address = `127.0.0.1:${proxy.port}`;
      const options = { server: address, sessionKey, driverName: "simulated", instrument };
      assert.equal(await driveSession({ ...options, log: silentLog }), "finished");
      instrument.close();
      assert.equal(proxy.cuts, CUTS);

      const ledger = readLedger(microscope.folder);
      assert.equal(ledger.length, HOLES);
      assert.equal(new Set(ledger.map(({ target }) => target)).size, HOLES);
      assert.equal(new Set(ledger.map(({ shotId }) => shotId)).size, HOLES);
      assert.equal(readdirSync(join(microscope.folder, "movies")).length, HOLES);
      const events = await rawEvents(server.address, sessionKey);
      const exposed = events.flatMap(({ event, targetId, atSeconds }) =>
        event?.$case === "exposed" ? [{ shotId: event.exposed.shotId, target: targetId, atSeconds }] : [],
      );
      assert.deepEqual(
        exposed,
        ledger.map(({ shotId, target, endedAtSeconds }) => ({ shotId, target, atSeconds: endedAtSeconds })),
      );
      const { state, exposures, results } = await server.describe(sessionKey);
      assert.deepEqual(
        { state, exposures, results },
        { state: SessionState.FINISHED, exposures: HOLES, results: HOLES },
      );
    });
  }

  it("does not hinder a driver in the middle of its directive", async () => {
    const instrument = new RecordingInstrument(({ name }) => name === "expose");
    proxy = await TcpProxy.start(Number(server.address.split(":")[1]));
    const address = `127.0.0.1:${proxy.port}`;
    const options = { server: address, sessionKey, driverName: "recording", instrument, log: silentLog };
    const driven = driveSession(options);
    for (let shot = 0; shot < 11; shot++) {
      await instrument.holding();
      if (shot % 5 === 1) proxy.cut();
      instrument.release();
    }
    assert.equal(await driven, "finished");
    const shots = instrument.calls.filter(({ name }) => name === "expose");
    assert.equal(shots.length, 11);
    assert.equal(new Set(shots.map(({ targetId }) => targetId)).size, 11);
    assert.equal((await server.describe(sessionKey)).exposures, 11);
  });

  it("makes no driver carry out twice what it is told twice", async () => {
    const given = acquireDirective("d", "1.1.1", ["1.1.1.1"]);
    const scripted = new ScriptedServer({ directives: [given] });
    const instrument = new RecordingInstrument();
    const options = { server: await scripted.start(), sessionKey, driverName: "recording", instrument };
    const driven = driveSession({ ...options, log: silentLog });
    try {
      const completions = () => scripted.heard.filter(({ $case }) => $case === "directiveCompleted").length;
      await until("the directive to be completed", () => completions() === 1);
      scripted.send({ $case: "directive", directive: given }, true);
      scripted.send({ $case: "directive", directive: given }, true);
      scripted.send({ $case: "directive", directive: directive("e", { $case: "finish", finish: {} }) });
      await until("finish to be completed", () => completions() === 2);
      scripted.end();
      assert.equal(await driven, "finished");
      assert.deepEqual(instrument.names(), ["expose", "safeState"]);
    } finally {
      scripted.close();
    }
  });

  it("is no way for a driver that has forgotten what it said", async () => {
    const first = new RecordingInstrument(({ name }) => name === "expose");
    const options = { server: server.address, sessionKey, driverName: "recording", log: silentLog };
    const driven = driveSession({ ...options, instrument: first });
    await first.holding();
    const second = new RecordingInstrument();
    await assert.rejects(driveSession({ ...options, instrument: second }), {
      name: "UserError",
      message: /has lost its state/,
    });
    assert.deepEqual(second.calls, []);
    // Nor does it hinder the one that has not.
    for (let shot = 0; shot < 11; shot++) {
      await first.holding();
      first.release();
    }
    assert.equal(await driven, "finished");
    assert.equal((await server.describe(sessionKey)).exposures, 11);
  });
});
