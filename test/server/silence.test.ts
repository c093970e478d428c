import assert from "node:assert/strict";
import { startTestServer, type TestServer } from "../support/server-in-process.js";
import { SESSION } from "../support/server-network-session.js";
import { position, ScriptedDriver } from "../support/server-scripted-driver.js";
import { until } from "../support/server-wait.js";

const SILENT_SECONDS = 600;

describe("heartbeats that stay out", () => {
  let server: TestServer;
  let driver: ScriptedDriver;
  let milliseconds: number;

  beforeEach(async () => {
    milliseconds = 1_700_000_000_000;
    const now = () => milliseconds;
    server = await startTestServer({}, { now, monotonic: now });
    driver = new ScriptedDriver(server.collection, SESSION);
    await driver.begin();
  });

  afterEach(() => {
    driver.cancel();
    return server.close();
  });

  function alarms(): string[] {
    const events = server.running.store.loaded(SESSION)!.core.events.all();
    return events.flatMap((event) => (event.kind === "alert" ? [`${event.cleared ? "-" : "+"}${event.code}`] : []));
  }

  function pass(seconds: number): void {
    milliseconds += 1000 * seconds;
    server.running.store.loaded(SESSION)!.tick();
  }

  async function beat(scopeReplyAgeSeconds: number): Promise<void> {
    const { epoch, ack } = driver;
    driver.send({ epoch, ack, message: { $case: "heartbeat", heartbeat: { scopeReplyAgeSeconds } } });
    driver.say(position("1"));
    await driver.heard();
  }

  it("are an alarm that tells so, from the first one on, though the driver says other things", async () => {
    await beat(1);
    pass(SILENT_SECONDS - 2);
    driver.say(position("1"));
    await driver.heard();
    assert.deepEqual(alarms(), []);
    pass(2);
    assert.deepEqual(alarms(), ["+scope_silent"]);
    const shown = await server.describe(SESSION);
    assert.deepEqual(
      shown.alarms.map(({ code }) => code),
      ["scope_silent"],
    );
    await beat(1);
    assert.deepEqual(alarms(), ["+scope_silent", "-scope_silent"]);
    // What is said later goes by heartbeats that were no news, too.
    for (let i = 0; i < 3; i++) {
      pass(SILENT_SECONDS - 100);
      await beat(1);
    }
    assert.equal(alarms().length, 2);
    pass(SILENT_SECONDS + 1);
    assert.deepEqual(alarms().slice(2), ["+scope_silent"]);
  });

  it("are one where there never was any", () => {
    pass(SILENT_SECONDS);
    assert.deepEqual(alarms(), []);
    pass(1);
    assert.deepEqual(alarms(), ["+scope_silent"]);
  });

  it("are none where there is no driver: that is an alarm of its own", async () => {
    driver.cancel();
    await until("the server to notice", () => !server.running.store.loaded(SESSION)!.isConnected);
    pass(SILENT_SECONDS + 1);
    assert.deepEqual(alarms(), ["+driver_disconnected"]);
  });
});
