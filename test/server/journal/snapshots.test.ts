import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import type { Journal } from "../../../server/journal/index.js";
import { payloadOf, TemporaryJournals } from "./temporary-journals.js";

describe("a journal's snapshots", () => {
  let files: TemporaryJournals;
  let journal: Journal;
  beforeEach(() => {
    files = new TemporaryJournals();
    journal = files.openWithSession();
    for (let i = 0; i < 10; i++) journal.append("a", "event", payloadOf(i));
    files.endTurn();
  });
  afterEach(() => files.remove());

  const put = (...indices: number[]) => {
    for (const index of indices) journal.putSnapshot("a", index, 1, payloadOf(index, 500));
    files.endTurn();
  };
  const kept = () => files.database.prepare("SELECT position FROM snapshots ORDER BY position").pluck().all();
  const garble = (index: number, byte: number) => {
    const row = "FROM snapshots WHERE position = ?";
    const payload = files.database.prepare(`SELECT payload ${row}`).pluck().get(index) as Buffer;
    payload.writeUInt8(payload[byte]! ^ 0x40, byte);
    files.database.prepare("UPDATE snapshots SET payload = ? WHERE position = ?").run(payload, index);
  };

  it("come back as they were, the newest first, also when the file is opened again", () => {
    assert.equal(journal.snapshot("a", 1), undefined);
    put(3, 10);
    assert.deepEqual(journal.snapshot("a", 1), { index: 10, payload: payloadOf(10, 500) });
    journal.close();
    journal = files.open();
    assert.deepEqual(journal.snapshot("a", 1), { index: 10, payload: payloadOf(10, 500) });
  });

  it("are compressed, and the two latest are kept", () => {
    put(2, 4, 6, 8);
    assert.deepEqual(kept(), [6, 8]);
    const stored = files.database.prepare("SELECT payload FROM snapshots").pluck().get() as Buffer;
    assert.ok(stored.length < 100);
    assert.equal(gunzipSync(stored).length, 500);
  });

  it("of an index may be put again", () => {
    put(4, 8);
    journal.putSnapshot("a", 8, 1, payloadOf(99));
    files.endTurn();
    assert.deepEqual(kept(), [4, 8]);
    assert.deepEqual(journal.snapshot("a", 1)?.payload, payloadOf(99));
  });

  it("of other versions and sessions do not count", () => {
    journal.createSession({ key: "b", instrument: "scope", settings: "" });
    put(4);
    journal.putSnapshot("a", 8, 2, payloadOf(8));
    journal.putSnapshot("a", 9, 2, payloadOf(9));
    journal.putSnapshot("a", 10, 2, payloadOf(10));
    files.endTurn();
    assert.equal(journal.snapshot("a", 1)?.index, 4);
    assert.equal(journal.snapshot("a", 2)?.index, 10);
    assert.equal(journal.snapshot("a", 3), undefined);
    assert.equal(journal.snapshot("b", 1), undefined);
  });

  for (const byte of [0, 12, 20]) {
    it(`that are damaged at byte ${byte} are passed over for the older one`, () => {
      put(4, 8);
      garble(8, byte);
      assert.equal(journal.snapshot("a", 1)?.index, 4);
      garble(4, byte);
      assert.equal(journal.snapshot("a", 1), undefined);
    });
  }

  it("are of entries that there are", () => {
    assert.throws(() => journal.putSnapshot("a", 11, 1, payloadOf(0)), /RangeError: a snapshot after 11 entries of 10/);
    assert.throws(() => journal.putSnapshot("a", 1.5, 1, payloadOf(0)), /RangeError: .*whole number from 0 to 10/);
    assert.throws(() => journal.putSnapshot("a", 1, Number.NaN, payloadOf(0)), /RangeError: .*version NaN/);
    assert.throws(() => journal.putSnapshot("b", 0, 1, payloadOf(0)), /RangeError: the journal has no session 'b'/);
    journal.append("a", "event", payloadOf(10));
    journal.putSnapshot("a", 11, 1, payloadOf(11));
  });
});
