import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { Journal, JournalUnavailable } from "../../../server/journal/index.js";
import { runScriptWithSmallFiles } from "./run-script.js";
import { numberIn, payloadOf, TemporaryJournals } from "./temporary-journals.js";

describe("group commit", () => {
  let files: TemporaryJournals;
  beforeEach(() => {
    files = new TemporaryJournals();
  });
  afterEach(() => files.remove());

  /** How many entries of session `a` would be there if the process died now. */
  const onDisk = (): number => {
    for (const suffix of ["", "-wal"]) copyFileSync(`${files.path()}${suffix}`, `${files.path("copy.db")}${suffix}`);
    const copy = Journal.open(files.path("copy.db"), { now: () => 0 });
    try {
      return copy.length("a");
    } finally {
      copy.close();
    }
  };

  /** Commits in the log: its frames that name the size of the database (https://sqlite.org/fileformat2.html#walformat). */
  const commits = (): number => {
    const log = readFileSync(`${files.path()}-wal`);
    let count = 0;
    for (let frame = 32; frame < log.length; frame += 24 + 4096) if (log.readUInt32BE(frame + 4) !== 0) count++;
    return count;
  };

  it("calls back when what was written is on the disk, and not before", () => {
    const journal = files.openWithSession();
    const seen: number[] = [];
    journal.append("a", "event", payloadOf(0));
    journal.whenCommitted(() => seen.push(onDisk()));
    journal.append("a", "event", payloadOf(1));
    assert.equal(onDisk(), 0);
    assert.deepEqual(seen, []);
    files.endTurn();
    assert.deepEqual(seen, [2]);
  });

  it("makes one commit of a turn", () => {
    const journal = files.openWithSession();
    const before = commits();
    for (let i = 0; i < 20; i++) journal.append("a", "event", payloadOf(i));
    journal.createSession({ key: "b", instrument: "other", settings: "" });
    journal.acquireLease("other", "b");
    journal.putSnapshot("a", 20, 1, payloadOf(20));
    assert.equal(files.endTurn(), 1);
    assert.equal(commits(), before + 1);
    assert.equal(files.database.pragma("synchronous", { simple: true }), 2);
  });

  it("calls back in order, at the end of a turn in which nothing was written, too", () => {
    const journal = files.openWithSession();
    const order: string[] = [];
    journal.whenCommitted(() => order.push("nothing"));
    journal.append("a", "event", payloadOf(0));
    journal.whenCommitted((error) => {
      order.push(`first ${error}`);
      journal.append("a", "event", payloadOf(1));
      journal.whenCommitted(() => order.push("nested"));
      journal.flush();
    });
    journal.whenCommitted(() => order.push("second"));
    assert.deepEqual(order, []);
    files.endTurn();
    assert.deepEqual(order, ["nothing", "first undefined", "second", "nested"]);
    files.endTurn();
    assert.equal(order.length, 4);
  });

  it("flushes at once when asked, and calls nobody twice", () => {
    const journal = files.openWithSession();
    let calls = 0;
    journal.append("a", "event", payloadOf(0));
    journal.whenCommitted(() => calls++);
    journal.flush();
    assert.deepEqual([calls, onDisk()], [1, 1]);
    files.endTurn();
    assert.equal(calls, 1);
  });

  it("ends a turn by itself", async () => {
    const journal = files.open(undefined, { schedule: setImmediate });
    journal.createSession({ key: "a", instrument: "scope", settings: "" });
    journal.append("a", "event", payloadOf(0));
    assert.equal(await new Promise((resolve) => journal.whenCommitted(resolve)), undefined);
    assert.equal(onDisk(), 1);
  });

  it("commits what is left when it is closed, and refuses what comes then", () => {
    const journal = files.openWithSession();
    const heard: unknown[] = [];
    journal.append("a", "event", payloadOf(0));
    journal.whenCommitted((error) => {
      heard.push(error);
      journal.append("a", "event", payloadOf(1));
      journal.whenCommitted((late) => heard.push(late?.name));
    });
    journal.close();
    journal.close();
    assert.deepEqual(heard, [undefined, "JournalUnavailable"]);
    assert.throws(() => journal.append("a", "event", payloadOf(1)), /being closed/);
    assert.throws(() => journal.whenCommitted(() => {}), /is closed/);
    files.endTurn();
    assert.equal(files.open().length("a"), 1);
  });

  describe("when the disk is full", () => {
    const fill = () =>
      files.database.pragma(`max_page_count = ${files.database.pragma("page_count", { simple: true })}`);
    const free = () => files.database.pragma("max_page_count = 100000");
    const large = (number: number) => payloadOf(number, 100_000);

    it("nothing of the group counts, and nothing is taken until it can be written again", () => {
      const journal = files.openWithSession();
      journal.append("a", "event", payloadOf(0));
      files.endTurn();
      fill();
      const heard: string[] = [];
      assert.equal(journal.append("a", "event", payloadOf(1)), 1);
      journal.whenCommitted((error) => heard.push(`before: ${error?.name}`));
      const text = /journal\.db' can't be written: the disk is full \(SQLITE_FULL.*; free space/;
      assert.throws(() => journal.append("a", "event", large(2)), { name: "JournalUnavailable", message: text });
      journal.whenCommitted((error) => heard.push(`after: ${error?.name}`));
      assert.equal(journal.isAvailable, false);
      assert.equal(heard.length, 0);
      files.endTurn();
      assert.deepEqual(heard, ["before: JournalUnavailable", "after: JournalUnavailable"]);
      for (const write of [
        () => journal.append("a", "event", payloadOf(1)),
        () => journal.createSession({ key: "b", instrument: "scope", settings: "" }),
        () => journal.acquireLease("scope", "a"),
        () => journal.releaseLease("scope", "a"),
        () => journal.putSnapshot("a", 1, 1, payloadOf(1)),
      ])
        assert.throws(write, JournalUnavailable);

      assert.equal(journal.recover(), false);
      assert.equal(journal.isAvailable, false);
      assert.deepEqual([journal.length("a"), journal.committedLength("a"), onDisk()], [1, 1, 1]);
      assert.equal([...journal.entries("a")].length, 1);

      free();
      assert.equal(journal.recover(), true);
      assert.equal(journal.isAvailable, true);
      assert.equal(journal.append("a", "event", large(3)), 1);
      journal.whenCommitted((error) => heard.push(`again: ${error?.name}`));
      files.endTurn();
      assert.equal(heard.at(-1), "again: undefined");
      assert.deepEqual(
        Array.from(journal.entries("a"), ({ payload }) => numberIn(payload)),
        [0, 3],
      );
    });

    it("those of a lost group hear of it, even if it can be written again by then", () => {
      const journal = files.openWithSession();
      const heard: unknown[] = [];
      journal.append("a", "event", payloadOf(0));
      journal.whenCommitted((error) => heard.push(error?.name));
      fill();
      assert.throws(() => journal.append("a", "event", large(1)), JournalUnavailable);
      free();
      assert.ok(journal.recover());
      assert.equal(journal.append("a", "event", payloadOf(2)), 0);
      journal.whenCommitted((error) => heard.push(error?.name));
      files.endTurn();
      assert.deepEqual(heard, ["JournalUnavailable", undefined]);
    });

    it("a trial leaves nothing behind", () => {
      const journal = files.openWithSession();
      assert.ok(journal.recover());
      fill();
      assert.throws(() => journal.append("a", "event", large(0)), JournalUnavailable);
      free();
      assert.ok(journal.recover());
      assert.equal(files.database.prepare("SELECT count(*) FROM probes").pluck().get(), 0);
    });

    it("a commit that fails leaves what was there, and the indices go on from it", () => {
      const told = JSON.parse(runScriptWithSmallFiles(400, "append-until-full", files.path()));
      const { length, ...rest } = told;
      const failed = { error: "JournalUnavailable", isAvailable: false, early: false };
      assert.deepEqual(rest, { ...failed, recovered: true, end: length + 1 });
      assert.ok(length > 5, String(length));
      const journal = files.open();
      assert.deepEqual(
        Array.from(journal.entries("a"), ({ payload }) => numberIn(payload)),
        Array.from({ length: length + 1 }, (_, i) => i),
      );
    });
  });
});
