import assert from "node:assert/strict";
import { credentials } from "@grpc/grpc-js";
import { CollectionServiceClient } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type RunningServer, startServer } from "../../../server/server.js";
import { settingsOf } from "../../../server/services/session-settings-of.js";
import { silentLog } from "../../support/server-in-process.js";
import { serverOptions } from "../../support/server-options.js";
import { ScriptedDriver } from "../../support/server-scripted-driver.js";

describe("limits.sessions", () => {
  const options = serverOptions({ instruments: ["session-1", "session-2", "session-3"] });
  let server: RunningServer;
  let client: CollectionServiceClient;

  before(async () => {
    server = await startServer({ ...options, limits: { ...options.limits, sessions: 2 }, log: silentLog });
    client = new CollectionServiceClient(server.address, credentials.createInsecure());
  });

  after(async () => {
    client.close();
    await server.close();
  });

  it("lets sessions that nobody needs go, and reads them again", async () => {
    const { store } = server;
    for (const key of ["a", "b", "c"]) await store.create(key, settingsOf(options.instruments, "session-1"));
    assert.equal([...store.all()].length, 2);
    assert.equal(store.loaded("a"), undefined);
    assert.equal((await store.find("a")).key, "a");
    assert.equal([...store.all()].length, 2);
    assert.equal(store.list().length, 3);
  });

  it("refuses one more while all are in use, and takes it when one is over", async () => {
    const drivers = ["session-1", "session-2"].map((key) => new ScriptedDriver(client, key));
    const directives = await Promise.all(drivers.map((driver) => driver.begin()));
    const third = new ScriptedDriver(client, "session-3");
    void third.hello().catch(() => {});
    const { code, details } = await third.ended;
    assert.equal(code, 8, details);
    assert.match(details, /2 sessions are in memory.*limits\.sessions/);
    assert.equal(server.store.instrumentOf("session-3"), undefined);
    await drivers[0]!.finish(directives[0]!);
    await drivers[0]!.ended;
    const again = new ScriptedDriver(client, "session-3");
    await again.begin();
    for (const driver of [drivers[1]!, again]) driver.cancel();
  });
});
