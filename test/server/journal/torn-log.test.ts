import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { numberIn, payloadOf, TemporaryJournals } from "./temporary-journals.js";

const GROUPS = 12;
const HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 4096;

describe("a journal whose log is torn", () => {
  let files: TemporaryJournals;
  let database: Buffer;
  let log: Buffer;
  /** Bytes of the log after each group; of two entries each, the first of which has its session too. */
  let ends: number[];

  before(() => {
    files = new TemporaryJournals();
    const journal = files.openWithSession();
    ends = [];
    for (let i = 0; i < GROUPS; i++) {
      journal.append("a", "event", payloadOf(2 * i, 100));
      journal.append("a", "event", payloadOf(2 * i + 1, i === 5 ? 20_000 : 700));
      files.endTurn();
      ends.push(statSync(`${files.path()}-wal`).size);
    }
    database = readFileSync(files.path());
    log = readFileSync(`${files.path()}-wal`);
  });
  after(() => files.remove());

  const assertPrefix = (torn: Buffer, expected: number, name: string) => {
    writeFileSync(files.path(name), database);
    writeFileSync(`${files.path(name)}-wal`, torn);
    const journal = files.open(name);
    if (journal.session("a") === undefined) {
      assert.equal(expected, 0);
    } else {
      const numbers = Array.from(journal.entries("a"), ({ payload }) => numberIn(payload));
      assert.deepEqual(
        numbers,
        Array.from({ length: expected }, (_, i) => i),
      );
      assert.equal(journal.append("a", "event", payloadOf(expected)), expected);
    }
    journal.close();
  };
  const entriesBefore = (byte: number) => 2 * ends.filter((end) => end <= byte).length;
  const places = (): number[] => {
    const inEachGroup = ends.map((end, i) => end - 1 - ((i * 1_217) % FRAME_BYTES));
    return [0, HEADER_BYTES + 1, ends[5]! - 3 * FRAME_BYTES, ends[7]!, ...inEachGroup];
  };

  it("opens with what was committed before the place where it was cut", () => {
    for (const place of places()) assertPrefix(log.subarray(0, place), entriesBefore(place), `cut-${place}.db`);
    assertPrefix(log, 2 * GROUPS, "whole.db");
  });

  it("opens with what was committed before the place where it is garbled", () => {
    for (const place of places()) {
      const garbled = Buffer.from(log);
      if (place === log.length) continue;
      garbled.writeUInt8(garbled[place]! ^ 0x10, place);
      assertPrefix(garbled, entriesBefore(place), `garbled-${place}.db`);
    }
  });
});
