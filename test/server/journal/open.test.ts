import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import Database from "better-sqlite3";
import { UserError } from "../../../env/errors.js";
import { Journal } from "../../../server/journal/index.js";
import { runScript } from "./run-script.js";
import { payloadOf, TemporaryJournals } from "./temporary-journals.js";

describe("opening a journal", () => {
  let files: TemporaryJournals;
  beforeEach(() => {
    files = new TemporaryJournals();
  });
  afterEach(() => files.remove());

  /** Neither opening nor reading works, and the folder stays as it is. */
  const assertRefused = (message: RegExp) => {
    const before = files.content();
    for (const open of [() => files.open(), () => files.read()]) {
      assert.throws(open, (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, message);
        return true;
      });
      assert.deepEqual(files.content(), before);
    }
  };
  const closedJournal = (entries: number) => {
    const journal = files.openWithSession();
    for (let i = 0; i < entries; i++) journal.append("a", "event", payloadOf(i, 300));
    journal.close();
  };
  const alter = (pragma: string) => {
    const database = new Database(files.path());
    database.pragma(pragma);
    database.close();
  };

  it("makes it with its folder, for its user alone", () => {
    const journal = files.open("var/cryogym/journal.db");
    const mode = (name: string) => statSync(files.path(name)).mode & 0o777;
    assert.equal(mode("var"), 0o700);
    assert.equal(mode("var/cryogym"), 0o700);
    assert.equal(mode("var/cryogym/journal.db"), 0o600);
    assert.equal(mode("var/cryogym/journal.db-wal"), 0o600);
    journal.close();
    assert.equal(existsSync(files.path("var/cryogym/journal.db-wal")), false);
  });

  it("sets what durability and order need", () => {
    files.open();
    const settings = ["journal_mode", "synchronous", "locking_mode", "foreign_keys", "application_id", "user_version"];
    assert.deepEqual(
      settings.map((setting) => files.database.pragma(setting, { simple: true })),
      ["wal", 2, "exclusive", 1, 0x6372796a, 2],
    );
  });

  it("refuses a second process", () => {
    files.openWithSession();
    const refusals = JSON.parse(runScript("open-and-tell", files.path()));
    const text =
      /UserError: the journal '.*journal\.db' can't be opened: another process holds it.*ask that server, or stop it/;
    assert.match(refusals.open, text);
    assert.match(refusals.read, text);
  });

  it("refuses the same process a second time, by whatever name, until it is closed", () => {
    const journal = files.open("folder/journal.db");
    symlinkSync(files.path("folder"), files.path("link"));
    assert.throws(() => files.open("folder/journal.db"), /UserError: this process has the journal .* open already/);
    assert.throws(() => files.open("link/journal.db"), /UserError: this process has the journal .* open already/);
    assert.throws(() => files.read("folder/journal.db"), /UserError: this process has the journal .* open already/);
    journal.close();
    files.read("link/journal.db").close();
    files.open("folder/journal.db");
  });

  it("refuses what is no database", () => {
    writeFileSync(files.path(), "grid,square,hole\n".repeat(100));
    assertRefused(/journal\.db' is no SQLite database .* nothing was changed: give another file, or restore a backup/);
    writeFileSync(files.path(), "");
    assertRefused(/is no SQLite database/);
  });

  it("refuses a folder, and a path that SQLite would take for another", () => {
    mkdirSync(files.path());
    assertRefused(/journal\.db' is no file .* give another path/);
    assert.throws(() => files.open("journal.db "), /UserError: a journal's path is .* without blanks at its ends/);
  });

  it("refuses another application's database", () => {
    const database = new Database(files.path());
    database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    database.close();
    assertRefused(/is the database of another application \(application_id 0x0\) .* nothing was changed/);
  });

  it("refuses a newer schema, in the file and in its log", () => {
    closedJournal(3);
    alter("user_version = 3");
    assertRefused(/was written by a newer cryogym \(schema 3; this one knows 1 to 2\).* run that one, or restore/);
    alter("user_version = 2");
    files.open();
    files.database.pragma("user_version = 3");
    const [database, log] = [readFileSync(files.path()), readFileSync(`${files.path()}-wal`)];
    files.remove();
    files = new TemporaryJournals();
    writeFileSync(files.path(), database);
    writeFileSync(`${files.path()}-wal`, log);
    assertRefused(/was written by a newer cryogym \(schema 3/);
  });

  it("refuses a damaged file", () => {
    closedJournal(200);
    const whole = readFileSync(files.path());
    const garbled = Buffer.from(whole);
    const pages = whole.length / 4096;
    for (let page = Math.floor(pages / 2); page < pages; page++) garbled.fill(0xa5, page * 4096, page * 4096 + 200);
    writeFileSync(files.path(), garbled);
    assertRefused(/damaged \(.*restore a backup \(docs\/journal\.md\)/);
    writeFileSync(files.path(), whole);
    truncateSync(files.path(), whole.length - 3 * 4096);
    assertRefused(/damaged \(.*restore a backup/);
    writeFileSync(files.path(), whole);
    alter("user_version = 0");
    assertRefused(/is damaged \(its schema version is 0\)/);
    alter("user_version = 2");
    files.open();
  });

  it("refuses a file whose tables are not those of its schema, and gives it back", () => {
    closedJournal(1);
    const database = new Database(files.path());
    database.exec("DROP TABLE entries");
    database.close();
    for (let i = 0; i < 2; i++)
      assert.throws(() => files.open(), /UserError: .*can't be opened: .*no such table: entries/);
  });

  it("refuses to begin a new one beside an old one's log", () => {
    writeFileSync(`${files.path()}-wal`, "log");
    const before = files.content();
    assert.throws(() => files.open(), /UserError: there is '.*journal\.db-wal' but no journal .* restore both/);
    assert.deepEqual(files.content(), before);
  });

  it("looks at the folder that will hold it, and makes nothing where it refuses", () => {
    const asked: string[] = [];
    const statfs = (folder: string) => {
      asked.push(folder);
      return { type: 0x6969 };
    };
    assert.throws(() => files.open("var/cryogym/journal.db", { statfs }), /UserError: .* would lie on NFS/);
    assert.deepEqual(asked, [files.folder]);
    assert.deepEqual(files.content(), {});
  });

  it("reads without writing", () => {
    closedJournal(5);
    const before = readFileSync(files.path());
    const reader = files.read();
    assert.deepEqual(
      reader.sessions().map(({ key }) => key),
      ["a"],
    );
    assert.equal(reader.session("a")?.instrument, "scope");
    assert.equal(reader.length("a"), 5);
    assert.deepEqual(
      Array.from(reader.entries("a", 3), ({ payload }) => payload),
      [payloadOf(3, 300), payloadOf(4, 300)],
    );
    reader.close();
    assert.deepEqual(readFileSync(files.path()), before);
    assert.equal(files.open().length("a"), 5);
    assert.equal(existsSync(`${files.path()}-shm`), false);
  });

  it("says that there is nothing to read", () => {
    assert.throws(() => files.read(), /UserError: there is no journal '.*journal\.db'; expected one that a server has/);
  });

  it("says in words what the file system says", function () {
    if (process.getuid?.() === 0) this.skip();
    closedJournal(0);
    chmodSync(files.path(), 0);
    assert.throws(() => Journal.open(files.path(), { now: () => 0 }), /UserError: .*may not be read and written here/);
  });
});
