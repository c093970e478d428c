import assert from "node:assert/strict";
import { type Journal, LeaseHeld } from "../../../server/journal/index.js";
import { payloadOf, TemporaryJournals } from "./temporary-journals.js";

describe("a journal's leases", () => {
  let files: TemporaryJournals;
  let journal: Journal;
  beforeEach(() => {
    files = new TemporaryJournals();
    journal = files.openWithSession();
    journal.createSession({ key: "b", instrument: "scope", settings: "" });
    journal.createSession({ key: "c", instrument: "other", settings: "" });
    files.endTurn();
  });
  afterEach(() => files.remove());

  it("give an instrument to one session, and name it to others", () => {
    assert.equal(journal.lease("scope"), undefined);
    assert.equal(journal.acquireLease("scope", "a"), 1);
    assert.deepEqual(journal.lease("scope"), { sessionKey: "a", term: 1 });
    assert.throws(
      () => journal.acquireLease("scope", "b"),
      (error: unknown) =>
        error instanceof LeaseHeld && error.sessionKey === "a" && /by session 'a'/.test(error.message),
    );
    files.endTurn();
    assert.throws(() => journal.acquireLease("scope", "b"), LeaseHeld);
    assert.equal(journal.acquireLease("other", "c"), 1);
    assert.deepEqual(journal.lease("scope"), { sessionKey: "a", term: 1 });
  });

  it("have terms that increase, whoever holds them and however often the file is opened", () => {
    const terms = [journal.acquireLease("scope", "a"), journal.acquireLease("scope", "a")];
    journal.releaseLease("scope", "a");
    assert.equal(journal.lease("scope"), undefined);
    terms.push(journal.acquireLease("scope", "b"));
    journal.releaseLease("scope", "b");
    journal.close();
    journal = files.open();
    assert.equal(journal.lease("scope"), undefined);
    terms.push(journal.acquireLease("scope", "a"));
    journal.close();
    journal = files.open();
    assert.deepEqual(journal.lease("scope"), { sessionKey: "a", term: 4 });
    assert.throws(() => journal.acquireLease("scope", "b"), LeaseHeld);
    terms.push(journal.acquireLease("scope", "a"));
    assert.deepEqual(terms, [1, 2, 3, 4, 5]);
  });

  it("are released by their holder alone", () => {
    journal.acquireLease("scope", "a");
    journal.releaseLease("scope", "b");
    journal.releaseLease("other", "a");
    assert.deepEqual(journal.lease("scope"), { sessionKey: "a", term: 1 });
  });

  it("are refused to sessions of other instruments and to unknown ones", () => {
    assert.throws(
      () => journal.acquireLease("scope", "c"),
      /RangeError: session 'c' is of instrument 'other'; expected 'scope'/,
    );
    assert.throws(() => journal.acquireLease("scope", "d"), /RangeError: the journal has no session 'd'/);
  });

  it("go with the group that they were acquired in", () => {
    journal.acquireLease("scope", "a");
    files.database.pragma("max_page_count = 1");
    assert.throws(() => journal.append("a", "survey", payloadOf(0, 1_000_000)), { name: "JournalUnavailable" });
    assert.equal(journal.lease("scope"), undefined);
  });
});
