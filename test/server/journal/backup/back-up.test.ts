import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { UserError } from "../../../../env/errors.js";
import { backUp } from "../../../../server/journal/backup/back-up.js";
import { backupSocketIn, serveBackups } from "../../../../server/journal/backup/backup-socket.js";
import { checkJournal } from "../../../../server/journal/backup/check-journal.js";
import { Journal } from "../../../../server/journal/index.js";
import { withFolder } from "../../../support/folder-while.js";
import { mainInProcess } from "../../../support/main-in-process.js";
import { silentLog, startTestServer, type TestServer } from "../../../support/server-in-process.js";
import { ScriptedDriver } from "../../../support/server-scripted-driver.js";
import { keptLog } from "../../access/support/trivial-server.js";

const KEY = "session-1";

describe("a backup of a journal", function () {
  this.timeout(60_000);

  const start = (data: string) => startTestServer({ data, instruments: [KEY] });
  const lengthIn = (server: TestServer) => server.running.store.options.journal.committedLength(KEY);

  it("is whole while the server goes on, and a server that is given it goes on from there", () =>
    withFolder(async (folder) => {
      const [data, out] = [join(folder, "data"), join(folder, "monday.sqlite")];
      const server = await start(data);
      let driver = new ScriptedDriver(server.collection, KEY);
      try {
        await driver.untilAcquire(await driver.begin());
        const before = lengthIn(server);
        const { code, stdout, stderr } = await mainInProcess("journal", "backup", "--journal", data, "--out", out);
        assert.equal(code, 0, stderr);
        assert.match(
          stdout,
          /the running server's journal\. 1 sessions, \d+ entries, [\d.]+ MiB, read again and whole/,
        );
        assert.equal(checkJournal(out).entries, before);
        assert.equal(statSync(backupSocketIn(data)).mode & 0o077, 0, "others may connect");
        driver.carryOut(driver.directive!);
        await driver.nextDirective();
        assert.ok(lengthIn(server) > before, "the server goes on");
        const again = await mainInProcess("journal", "backup", "--journal", data, "--out", out);
        assert.equal(again.code, 2);
        assert.match(again.stderr, /there is a file .*monday\.sqlite' already/);
      } finally {
        await server.close();
      }
      const beside = readdirSync(data).filter((name) => name.startsWith("backup"));
      assert.deepEqual(beside, [], "copies are left beside the journal");

      const restored = join(folder, "restored");
      mkdirSync(restored);
      copyFileSync(out, join(restored, "journal.sqlite"));
      copyFileSync(join(data, "server-id"), join(restored, "server-id"));
      const second = await start(restored);
      try {
        assert.equal((await second.describe(KEY)).instrument, KEY);
        driver = new ScriptedDriver(second.collection, KEY, driver);
        await assert.rejects(driver.hello(), /acknowledge/, "a driver that knows more is refused");
      } finally {
        await second.close();
      }
    }));

  it("is made of a journal at rest too, which it leaves as it was", () =>
    withFolder(async (folder) => {
      const [data, out] = [join(folder, "data"), join(folder, "monday.sqlite")];
      await (await start(data)).close();
      const before = readFileSync(join(data, "journal.sqlite"));
      const { isLive, sessions } = await backUp(data, out);
      assert.deepEqual([isLive, sessions], [false, 0]);
      assert.ok(readFileSync(join(data, "journal.sqlite")).equals(before));
      await assert.rejects(backUp(join(folder, "nowhere"), join(folder, "b")), /there is no journal '.*nowhere/);
    }));

  it("is not made of what is damaged, wherever that is", () =>
    withFolder(async (folder) => {
      const data = join(folder, "data");
      mkdirSync(data);
      const file = join(data, "journal.sqlite");
      const journal = Journal.open(file, { now: () => 0 });
      journal.createSession({ key: "a", instrument: "scope", settings: "{}" });
      const payload = Buffer.from("what came in".repeat(40));
      for (let i = 0; i < 50; i++) journal.append("a", "event", payload);
      journal.flush();
      journal.close();
      const whole = readFileSync(file);
      const garbled = Buffer.from(whole);
      // Some of them lie in pages that are not used any more.
      for (let at = whole.indexOf(payload); at >= 0; at = whole.indexOf(payload, at + 1)) garbled[at + 5]! ^= 1;
      for (const bytes of [garbled, whole.subarray(0, whole.length >> 1), Buffer.from("nothing")]) {
        writeFileSync(file, bytes);
        await assert.rejects(backUp(data, join(folder, "out")), UserError);
        assert.deepEqual(readdirSync(folder), ["data"], "something is left");
      }
      writeFileSync(file, whole);
      assert.equal((await backUp(data, join(folder, "out"))).entries, 50);
    }));

  it("is refused where it would take the sessions' space, or the server ends meanwhile", () =>
    withFolder(async (folder) => {
      const end = await serveBackups(folder, { bytes: 1e15, backup: () => assert.fail("copied") }, silentLog);
      await assert.rejects(backUp(folder, join(folder, "out")), /has \d+ MiB free; expected at least 1907348633 MiB/);
      end();
      const dying = createServer((socket) => socket.destroy());
      await new Promise<void>((listening) => dying.listen(backupSocketIn(folder), listening));
      await assert.rejects(backUp(folder, join(folder, "out")), /the server of .* ended while it copied/);
      dying.close();
      assert.ok(!existsSync(join(folder, "out")));
    }));

  it("does without a socket where the path is too long for one, and the server says so", () =>
    withFolder(async (folder) => {
      const long = join(folder, "x".repeat(100));
      mkdirSync(long);
      const { log, text } = keptLog();
      (await serveBackups(long, { bytes: 0, backup: () => {} }, log))();
      assert.match(text(), /too long for a socket/);
      await assert.rejects(backUp(long, join(folder, "out")), /there is no journal/);
    }));
});
