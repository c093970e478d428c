import assert from "node:assert/strict";
import { type HistoryEntry, SessionHistory, unpack } from "../../../server/policy/session-history.js";
import { describeTargets, smallLayout } from "../../support/small-worlds.js";

function entries(count: number): HistoryEntry[] {
  return Array.from({ length: count }, (_, i): HistoryEntry => {
    if (i % 50 === 0) return { kind: "found", targets: describeTargets(smallLayout) };
    if (i % 7 === 0) return { kind: "decided", ...(i % 2 === 0 && { fallback: "late" as const }) };
    return i % 31 === 0 ? { kind: "swapped", policy: "index" } : { kind: "waited", durationSeconds: i };
  });
}

describe("SessionHistory", () => {
  const all = entries(1500);
  const history = new SessionHistory();
  for (const entry of all) history.add(entry);

  it("gives back what came from a place on, wherever that is", () => {
    for (let first = 0; first <= all.length; first += 13) {
      assert.deepEqual(unpack(structuredClone(history.since(first))), all.slice(first), `from ${first}`);
    }
    assert.deepEqual(history.since(all.length), []);
  });

  it("knows how long it is, how many changes there are, and the first decision", () => {
    assert.equal(history.length, 1500);
    assert.equal(history.changes, all.filter(({ kind }) => kind !== "decided" && kind !== "swapped").length);
    assert.equal(history.firstDecision, 7);
    assert.equal(new SessionHistory().firstDecision, undefined);
  });

  it("keeps what is not a number, and packs old entries", () => {
    const found: HistoryEntry = {
      kind: "found",
      targets: Array.from({ length: 300 }, (_, i) => ({
        id: `${i}`,
        level: 1,
        name: `grid ${i}`,
        features: { area: Number.NaN },
      })),
    };
    const packed = new SessionHistory();
    packed.add(found);
    const [part] = packed.since(0);
    assert.ok(part!.entries instanceof Uint8Array);
    assert.ok(part!.entries.length < JSON.stringify(found).length / 5);
    assert.deepEqual(unpack([part!]), [found]);
  });
});
