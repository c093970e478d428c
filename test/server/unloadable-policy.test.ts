import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { Journal } from "../../server/journal/index.js";
import { withFolder } from "../support/folder-while.js";
import { makeCheckpoint } from "../support/made-checkpoint.js";
import { startTestServer, type TestServer } from "../support/server-in-process.js";
import { ScriptedDriver } from "../support/server-scripted-driver.js";

const [mine, others] = ["session-1", "session-2"];
const instruments = [mine, others];

/** A server with a session whose checkpoint is in `folder`, another one by `raster`, and their drivers; then it is stopped. */
async function begun(folder: string) {
  const checkpoint = join(folder, "checkpoint");
  await makeCheckpoint(checkpoint);
  const data = join(folder, "data");
  const server = await startTestServer({ data, instruments });
  await server.create({ sessionKey: mine, instrument: mine, policy: `learned:${checkpoint}` });
  const drivers = [mine, others].map((key) => new ScriptedDriver(server.collection, key));
  for (const driver of drivers) await driver.begin();
  await server.close();
  return { checkpoint, data, drivers: drivers as [ScriptedDriver, ScriptedDriver] };
}

/** A driver comes back and carries out what it has, and what follows until an exposure is asked for. */
async function goOn(server: TestServer, earlier: ScriptedDriver): Promise<ScriptedDriver> {
  const driver = new ScriptedDriver(server.collection, earlier.sessionKey, earlier);
  await driver.hello();
  return driver;
}

const codes = async (server: TestServer) => (await server.describe(mine)).alarms.map(({ code }) => code);
const decidedBy = (server: TestServer) => {
  const { core } = server.running.store.loaded(mine)!;
  return core.events.all().flatMap((event) => (event.kind === "decided" ? [JSON.stringify(event)] : []));
};

describe("a policy that can't be loaded any more", function () {
  this.timeout(60_000);

  it("keeps its session waiting for an operator, and no other; resumed, 'index' decides, over restarts too", () =>
    withFolder(async (folder) => {
      const { checkpoint, data, drivers } = await begun(folder);
      renameSync(checkpoint, `${checkpoint}-gone`);
      let server = await startTestServer({ data, instruments });
      try {
        const { haltReason } = await server.describe(mine);
        assert.ok(haltReason.includes(`'learned:${checkpoint}' can't be loaded`), haltReason);
        assert.match(haltReason, /Put its files back or set another policy, and resume/);
        assert.deepEqual(await codes(server), ["policy_unavailable"]);
        const other = await goOn(server, drivers[1]);
        assert.ok((await other.finish(other.directive!)).length > 0, "the other session goes on");

        const first = await goOn(server, drivers[0]);
        first.carryOut(first.directive!);
        await first.heard();
        assert.equal((await server.describe(mine)).state, SessionState.PAUSED);
        assert.equal(first.inFlight, "", "nothing was asked for");
        const before = decidedBy(server).length;
        await server.resume(mine);
        await first.nextDirective();
        assert.match(decidedBy(server)[before]!, /"policy":"index"/);
        await server.close();

        server = await startTestServer({ data, instruments });
        assert.deepEqual((await server.describe(mine)).haltReason, "");
        const second = await goOn(server, first);
        assert.ok((await second.finish(second.directive!)).length > 0);
      } finally {
        await server.close();
      }
    }));

  it("is in the way no more when its files are back, or another one was set", () =>
    withFolder(async (folder) => {
      const { checkpoint, data, drivers } = await begun(folder);
      writeFileSync(join(checkpoint, "weights.bin"), "broken");
      let server = await startTestServer({ data, instruments });
      try {
        assert.deepEqual(await codes(server), ["policy_unavailable"]);
        const { running } = server;
        const session = running.store.loaded(mine)!;
        await assert.rejects(
          session.command("ada", { command: "setPolicy", policy: `learned:${checkpoint}` }),
          /weights\.bin|damaged/,
        );
        assert.deepEqual(await codes(server), ["policy_unavailable"]);
        await server.close();

        rmSync(checkpoint, { recursive: true });
        await makeCheckpoint(checkpoint);
        server = await startTestServer({ data, instruments });
        assert.deepEqual(await codes(server), []);
        const { holds } = server.running.store.loaded(mine)!.core.state;
        assert.deepEqual(
          holds.map(({ id }) => id),
          ["policy_unavailable"],
          "it is the operator who resumes",
        );
        await server.close();

        rmSync(checkpoint, { recursive: true });
        server = await startTestServer({ data, instruments });
        assert.deepEqual(await codes(server), ["policy_unavailable"]);
        await server.running.store.loaded(mine)!.command("ada", { command: "setPolicy", policy: "raster" });
        assert.deepEqual(await codes(server), []);
        const driver = await goOn(server, drivers[0]);
        driver.carryOut(driver.directive!);
        await driver.heard();
        const before = decidedBy(server).length;
        await server.resume(mine);
        assert.ok((await driver.finish(await driver.nextDirective())).length > 0);
        assert.match(decidedBy(server)[before]!, /"policy":"raster"/);
      } finally {
        await server.close();
      }
    }));

  it("is told apart from a session that can't be read at all: the others go on then too", () =>
    withFolder(async (folder) => {
      const { data, drivers } = await begun(folder);
      const journal = Journal.open(join(data, "journal.sqlite"), { now: Date.now });
      journal.append(mine, "from another version", Buffer.from("{}"));
      journal.flush();
      journal.close();
      const server = await startTestServer({ data, instruments });
      try {
        assert.equal(server.running.store.loaded(mine), undefined);
        const other = await goOn(server, drivers[1]);
        assert.ok((await other.finish(other.directive!)).length > 0);
        await assert.rejects(server.describe(mine));
      } finally {
        await server.close();
      }
    }));
});
