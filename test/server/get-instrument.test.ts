import assert from "node:assert/strict";
import { type ServiceError, status } from "@grpc/grpc-js";
import { packageVersion } from "../../env/package-root.js";
import type { GetInstrumentResponse } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { requestTarget } from "../../server/access/request-target.js";
import { defaultSafety } from "../../server/collection/core/session-safety.js";
import { limitsSchema } from "../../server/safety/limits.js";
import { startTestServer, type TestServer } from "../support/server-in-process.js";

describe("GetInstrument", () => {
  let server: TestServer;

  before(async () => {
    const limits = limitsSchema.parse({ tilt_degrees: [-60, 60] });
    server = await startTestServer({ instruments: ["krios", "glacios"], safety: { ...defaultSafety, limits } });
  });

  after(() => server.close());

  const ask = (instrument: string): Promise<GetInstrumentResponse> =>
    new Promise((resolve, reject) => {
      server.collection.getInstrument({ instrument }, (error, said) =>
        error === null ? resolve(said) : reject(error),
      );
    });

  it("tells what a driver has to know, and makes no session", async () => {
    const said = await ask("krios");
    assert.deepEqual([said.instrument, said.serverVersion, said.sessionKey], ["krios", packageVersion, ""]);
    assert.match(said.serverId, /^[0-9a-f-]{36}$/);
    assert.ok(Math.abs(said.unixMilliseconds - Date.now()) < 5000);
    assert.deepEqual([said.limits?.leastTiltDegrees, said.limits?.greatestTiltDegrees], [-60, 60]);
    assert.deepEqual(server.running.store.list(), []);
  });

  it("tells the session that holds the instrument", async () => {
    const { store } = server.running;
    store.options.journal.createSession({ key: "monday", instrument: "glacios", settings: "{}" });
    store.options.journal.acquireLease("glacios", "monday");
    assert.equal((await ask("glacios")).sessionKey, "monday");
    assert.equal((await ask("krios")).sessionKey, "");
  });

  it("refuses an instrument that there is not, and no name where there are several", async () => {
    const refused = (words: RegExp) => (error: ServiceError) =>
      error.code === status.FAILED_PRECONDITION && words.test(error.details);
    await assert.rejects(ask("talos"), refused(/there is no instrument 'talos'; expected krios or glacios/));
    await assert.rejects(ask(""), refused(/which instrument/));
  });

  it("is about the instrument that it names, for callers that are bound to one", () => {
    const method = "/cryogym.v1alpha1.CollectionService/GetInstrument";
    const target = requestTarget(method, { instrument: "krios" });
    assert.deepEqual(target, { sessionKeys: [], instruments: ["krios"], creates: false });
  });
});
