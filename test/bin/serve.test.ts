import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../bin/session/journal-source.js";
import { type RunningCommand, startCommand } from "../../bin/terminal/child-process.js";
import { CollectionServiceClient } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SessionServiceClient } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { clientCredentials } from "../../server/access/tls/client-credentials.js";
import { createToken, revokeToken } from "../../server/access/tokens/manage-tokens.js";
import { temporaryFolder } from "../support/server-microscope.js";
import { ScriptedDriver } from "../support/server-scripted-driver.js";
import { until } from "../support/server-wait.js";

/** What a stop may take, milliseconds. */
const STOPS_WITHIN = 10_000;

describe("cryogym serve --config", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const file = join(folder.path, "cryogym.yaml");
  const tokens = join(folder.path, "tokens.yaml");
  const data = join(folder.path, "data");
  let server: RunningCommand | undefined;
  let driverToken = "";
  let viewerToken = "";

  before(async () => {
    writeFileSync(
      file,
      `listen: 127.0.0.1:0
gateway: { listen: 127.0.0.1:0 }
tokens: tokens.yaml
data: data
instruments: [{ name: krios, scenario: y1-like, policy: raster, mode: autonomous }]
limits: { sessions: 2 }
log_level: error
`,
    );
    driverToken = createToken(tokens, { name: "scope", role: "driver", instrument: "krios" });
    viewerToken = createToken(tokens, { name: "look", role: "viewer" });
    server = await startCommand(["serve", "--config", file]);
  });

  after(async () => {
    await server?.stop();
    folder.remove();
  });

  /** Calls with a token; undefined: without any. */
  async function withToken<T>(
    token: string | undefined,
    use: (access: ReturnType<typeof clientCredentials>, address: string) => Promise<T>,
  ) {
    const address = String(server!.ready.address);
    const at = join(folder.path, "token");
    if (token !== undefined) writeFileSync(at, token);
    return use(clientCredentials(address, token === undefined ? {} : { token: at }), address);
  }

  function list(token: string | undefined): Promise<string> {
    return withToken(token, async ({ credentials, options }, address) => {
      const client = new SessionServiceClient(address, credentials, options);
      try {
        return await new Promise((resolve) =>
          client.listSessions({ pageSize: 0, pageToken: "" }, (error, answer) =>
            resolve(error === null ? answer.sessions.map(({ sessionKey }) => sessionKey).join() : error.details),
          ),
        );
      } finally {
        client.close();
      }
    });
  }

  it("serves a driver with a token, over gRPC and HTTP", async () => {
    await withToken(driverToken, async ({ credentials, options }, address) => {
      const client = new CollectionServiceClient(address, credentials, options);
      const driver = new ScriptedDriver(client, "monday");
      const directive = await driver.begin();
      assert.equal(directive.kind?.$case, "loadGrid");
      driver.carryOut(directive);
      await driver.nextDirective();
      driver.cancel();
      client.close();
    });
    assert.equal(await list(viewerToken), "monday");
    assert.match(await list(undefined), /token/);
    const gateway = String(server!.ready.gateway);
    assert.equal((await fetch(`http://${gateway}/healthz`)).status, 200);
    const headers = { authorization: `Bearer ${viewerToken}` };
    assert.match(await (await fetch(`http://${gateway}/metrics`, { headers })).text(), /^cryogym_decisions_total/m);
  });

  it("reads tokens again on SIGHUP", async () => {
    const late = createToken(tokens, { name: "late", role: "viewer" });
    revokeToken(tokens, "look");
    assert.match(await list(late), /token/);
    assert.equal(await list(viewerToken), "monday");
    server!.process.kill("SIGHUP");
    let answer = "";
    for (let i = 0; i < 100 && answer !== "monday"; i++) answer = await list(late);
    assert.equal(answer, "monday");
    assert.match(await list(viewerToken), /revoked/);
    viewerToken = late;
  });

  it("stays as it is where the files are wrong", async () => {
    const before = await list(viewerToken);
    const text = readFileSync(tokens, "utf8");
    writeFileSync(tokens, "tokens: nonsense\n");
    server!.process.kill("SIGHUP");
    await until("the log's line", () => /nothing was reloaded/.test(server!.messages()));
    assert.equal(await list(viewerToken), before);
    writeFileSync(tokens, text);
  });

  it("is the only one on its journal: a second one is refused, and the first goes on", async () => {
    await assert.rejects(
      startCommand(["serve", "--config", file]),
      /another process holds it.*ask that server, or stop it/s,
    );
    assert.equal(await list(viewerToken), "monday");
  });

  it("ends within ten seconds of SIGTERM, its journal whole", async () => {
    const { process: child } = server!;
    const from = performance.now();
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const [code] = await ended;
    assert.equal(code, 0);
    assert.ok(performance.now() - from < STOPS_WITHIN);
    const journal = readJournal(data);
    try {
      const kinds = [...journal.entries("monday")].map(({ kind }) => kind);
      assert.ok(kinds.includes("connect") && kinds.includes("decision"), kinds.join());
    } finally {
      journal.close();
    }
    server = await startCommand(["serve", "--config", file]);
    assert.equal(await list(viewerToken), "monday");
  });
});
