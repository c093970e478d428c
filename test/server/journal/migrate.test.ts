import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import crc32 from "crc-32";
import { readHeader } from "../../../server/journal/file/header.js";
import { makeFile } from "../../../server/journal/file/make-file.js";
import { openForWriting } from "../../../server/journal/file/open-database.js";
import { migrations } from "../../../server/journal/migrations/index.js";
import { runScript } from "./run-script.js";
import { payloadOf, TemporaryJournals } from "./temporary-journals.js";

describe("migrating a journal", () => {
  let files: TemporaryJournals;
  beforeEach(() => {
    files = new TemporaryJournals();
    makeFile(files.path(), migrations.slice(0, 1));
    const database = new Database(files.path());
    database.pragma("journal_mode = WAL");
    database.exec("INSERT INTO sessions VALUES (1, 'a', 'scope', 5.5, '{}')");
    const insert = database.prepare("INSERT INTO entries VALUES (?, 1, ?, 'event', NULL, 6, ?, ?)");
    for (let i = 0; i < 3; i++) insert.run(i + 1, i, payloadOf(i), crc32.buf(payloadOf(i)));
    database.close();
  });
  afterEach(() => files.remove());

  const version = (name?: string) => readHeader(files.path(name))?.schemaVersion;
  const assertWhole = () => {
    const journal = files.open();
    assert.deepEqual(journal.sessions(), [
      { key: "a", instrument: "scope", createdAtMilliseconds: 5.5, settings: "{}" },
    ]);
    assert.deepEqual(
      Array.from(journal.entries("a"), ({ payload }) => payload),
      [0, 1, 2].map((i) => payloadOf(i)),
    );
    assert.equal(journal.append("a", "event", payloadOf(3)), 3);
    assert.equal(journal.acquireLease("scope", "a"), 1);
    journal.putSnapshot("a", 4, 1, payloadOf(4));
    journal.close();
    assert.equal(version(), 2);
  };

  it("has versions in order, from 1", () => {
    assert.deepEqual(
      migrations.map((migration) => migration.version),
      migrations.map((_, i) => i + 1),
    );
  });

  it("brings an older file up to date and keeps a copy of it", () => {
    assert.equal(version(), 1);
    writeFileSync(files.path("journal.db.v1"), "left by a run that was cut short");
    assertWhole();
    assert.equal(version("journal.db.v1"), 1);
    assert.equal(statSync(files.path("journal.db.v1")).mode & 0o777, 0o600);
    const copy = files.read("journal.db.v1");
    assert.equal([...copy.entries("a")].length, 3);
  });

  it("keeps no copy where nothing is to be done", () => {
    assertWhole();
    files.open().close();
    assert.equal(existsSync(files.path("journal.db.v2")), false);
  });

  it("reads an older file as it is", () => {
    const reader = files.read();
    assert.equal([...reader.entries("a")].length, 3);
    reader.close();
    assert.equal(version(), 1);
  });

  it("that fails changes nothing", () => {
    const [first, second] = migrations;
    const failing = {
      ...second!,
      up(database: Database.Database) {
        second!.up(database);
        database.exec("UPDATE sessions SET key = 'b'; CREATE TABLE sessions (a)");
      },
    };
    assert.throws(
      () => openForWriting(files.path(), { migrations: [first!, failing] }),
      /UserError: .*table sessions already exists/,
    );
    assertWhole();
  });

  for (const stage of ["copying", "within", "after"]) {
    it(`that is killed (${stage}) is done again, or was done`, () => {
      assert.equal(runScript("migrate-and-die", files.path(), stage), "dying\n");
      assertWhole();
      assert.equal(version("journal.db.v1"), 1);
    });
  }
});
