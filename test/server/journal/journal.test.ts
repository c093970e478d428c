import assert from "node:assert/strict";
import type { JournalEntry } from "../../../server/journal/index.js";
import { numberIn, payloadOf, TemporaryJournals } from "./temporary-journals.js";

describe("Journal", () => {
  let files: TemporaryJournals;
  beforeEach(() => {
    files = new TemporaryJournals();
  });
  afterEach(() => files.remove());

  const indices = (entries: Iterable<JournalEntry>) => Array.from(entries, ({ index }) => index);

  it("gives sessions back in the order in which they were made, also when it is opened again", () => {
    const journal = files.open();
    journal.createSession({ key: "b", instrument: "scope", settings: '{"policy":"index"}' });
    files.now = 2_000.5;
    journal.createSession({ key: "a", instrument: "other", settings: "" });
    const expected = [
      { key: "b", instrument: "scope", createdAtMilliseconds: 1_000, settings: '{"policy":"index"}' },
      { key: "a", instrument: "other", createdAtMilliseconds: 2_000.5, settings: "" },
    ];
    assert.deepEqual(journal.sessions(), expected);
    journal.close();
    const again = files.open();
    assert.deepEqual(again.sessions(), expected);
    assert.deepEqual(again.session("a"), expected[1]);
    assert.equal(again.session("c"), undefined);
  });

  it("gives entries back as they were written", () => {
    const journal = files.openWithSession();
    const payload = Uint8Array.of(0, 255, 7);
    assert.equal(journal.append("a", "survey", payload, 123.25), 0);
    payload.fill(9);
    files.now = 500;
    assert.equal(journal.append("a", "decision", new Uint8Array(0)), 1);
    files.endTurn();
    const expected: JournalEntry[] = [
      {
        sessionKey: "a",
        index: 0,
        kind: "survey",
        observedAtMilliseconds: 123.25,
        recordedAtMilliseconds: 1_000,
        payload: Uint8Array.of(0, 255, 7),
      },
      {
        sessionKey: "a",
        index: 1,
        kind: "decision",
        observedAtMilliseconds: undefined,
        recordedAtMilliseconds: 500,
        payload: new Uint8Array(0),
      },
    ];
    assert.deepEqual([...journal.entries("a")], expected);
    journal.close();
    assert.deepEqual([...files.open().entries("a")], expected);
  });

  it("numbers each session's entries from 0 without gaps, whatever the clocks say", () => {
    const journal = files.openWithSession();
    journal.createSession({ key: "b", instrument: "scope", settings: "" });
    for (let i = 0; i < 100; i++) {
      files.now = 1_000 - i;
      assert.equal(journal.append("a", "event", payloadOf(i), 5_000 - i), i);
      if (i % 3 === 0) assert.equal(journal.append("b", "event", payloadOf(i)), i / 3);
      if (i % 7 === 0) files.endTurn();
    }
    files.endTurn();
    const numbers = Array.from(journal.entries("a"), ({ payload }) => numberIn(payload));
    assert.deepEqual(
      numbers,
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.deepEqual([journal.length("a"), journal.length("b")], [100, 34]);
  });

  it("reads any part of a session", () => {
    const journal = files.openWithSession();
    for (let i = 0; i < 80; i++) journal.append("a", "event", payloadOf(i));
    files.endTurn();
    assert.deepEqual(indices(journal.entries("a", 31, 34)), [31, 32, 33]);
    assert.deepEqual(indices(journal.entries("a", 78)), [78, 79]);
    assert.deepEqual(indices(journal.entries("a", 78, 1_000)), [78, 79]);
    assert.deepEqual(indices(journal.entries("a", 80)), []);
    assert.deepEqual(indices(journal.entries("a", 5, 5)), []);
  });

  it("reads entries as they are asked for, while more is written", () => {
    const journal = files.openWithSession();
    for (let i = 0; i < 200; i++) journal.append("a", "event", payloadOf(i));
    files.endTurn();
    const entries = journal.entries("a");
    assert.equal(entries.next().value?.index, 0);
    journal.append("a", "event", payloadOf(200));
    files.endTurn();
    files.database.prepare("UPDATE entries SET kind = 'changed' WHERE position = 150").run();
    const rest = [...entries];
    assert.equal(rest.length, 199);
    assert.equal(rest[149]!.kind, "changed");
  });

  it("reads entries that are on the disk alone, and counts those of the group, too", () => {
    const journal = files.openWithSession();
    journal.append("a", "event", payloadOf(0));
    files.endTurn();
    journal.append("a", "event", payloadOf(1));
    assert.deepEqual([journal.length("a"), journal.committedLength("a")], [2, 1]);
    assert.deepEqual(indices(journal.entries("a")), [0]);
    assert.deepEqual(indices(journal.entries("a", 0, 2)), [0]);
    files.endTurn();
    assert.deepEqual([journal.length("a"), journal.committedLength("a")], [2, 2]);
    assert.deepEqual(indices(journal.entries("a")), [0, 1]);
  });

  it("refuses what can't be meant", () => {
    const journal = files.openWithSession();
    const event = payloadOf(0);
    assert.throws(() => journal.append("b", "event", event), /RangeError: the journal has no session 'b'; expected/);
    assert.throws(() => journal.append("a", "event", event, Number.NaN), /RangeError: observedAtMilliseconds is NaN/);
    assert.throws(() => journal.length("b"), /RangeError: the journal has no session 'b'/);
    assert.throws(() => journal.entries("b"), /RangeError: the journal has no session 'b'/);
    assert.throws(
      () => journal.createSession({ key: "a", instrument: "other", settings: "" }),
      /RangeError: there is a session 'a' already/,
    );
    assert.throws(() => journal.createSession({ key: "", instrument: "scope", settings: "" }), /RangeError: .*empty/);
    files.endTurn();
    assert.ok(journal.isAvailable);
    assert.equal(journal.append("a", "event", event), 0);
  });

  it("says which entry is damaged", () => {
    const journal = files.openWithSession();
    for (let i = 0; i < 3; i++) journal.append("a", "event", payloadOf(i));
    files.endTurn();
    files.database.prepare("UPDATE entries SET payload = x'00000009' WHERE position = 1").run();
    const entries = journal.entries("a");
    assert.equal(entries.next().value?.index, 0);
    assert.throws(() => entries.next(), /UserError: .*journal\.db' is damaged \(entry 1 of session 'a' .* restore/);
    files.database.prepare("DELETE FROM entries WHERE position = 1").run();
    assert.throws(() => [...journal.entries("a")], /UserError: .*entry 1 of session 'a'/);
  });

  it("writes a whole copy, with the group under way, while it is in use", () => {
    const journal = files.openWithSession();
    journal.append("a", "event", payloadOf(0));
    journal.backup(files.path("copy.db"));
    assert.equal(journal.append("a", "event", payloadOf(1)), 1);
    assert.throws(() => journal.backup(files.path("copy.db")), /UserError: there is a file .*copy\.db' already/);
    assert.deepEqual(indices(files.open("copy.db").entries("a")), [0]);
  });
});
