import assert from "node:assert/strict";
import fc from "fast-check";
import { type Located, type LocatedMap, plain } from "../../../../env/scenario/document/located.js";
import { mergeMaps } from "../../../../env/scenario/document/merge-maps.js";

const at = { file: "a.yaml", line: 1, column: 1 };

function located(value: unknown): Located {
  if (Array.isArray(value)) return { kind: "list", at, items: value.map(located) };
  if (typeof value !== "object" || value === null)
    return { kind: "scalar", at, value: value as string | number | null };
  const entries = Object.entries(value).map(([key, inside]) => [key, { keyAt: at, value: located(inside) }] as const);
  return { kind: "map", at, entries: new Map(entries) };
}

const map = (value: object) => located(value) as LocatedMap;
const merged = (base: object, over: object) => JSON.parse(JSON.stringify(plain(mergeMaps(map(base), map(over)))));

describe("mergeMaps", () => {
  it("goes into mappings and replaces the rest", () => {
    assert.deepEqual(merged({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, e: 2 }), {
      a: { b: 1, c: [3] },
      d: 1,
      e: 2,
    });
    assert.deepEqual(merged({ a: { b: 1 } }, { a: 1 }), { a: 1 });
    assert.deepEqual(merged({ a: 1 }, { a: { b: 1 } }), { a: { b: 1 } });
    assert.deepEqual(merged({ a: { b: 1 } }, { a: null }), {}, "null takes a key away");
  });

  it("replaces a mapping of another kind, and goes into one of the same or of none", () => {
    assert.deepEqual(merged({ a: { kind: "x", b: 1 } }, { a: { kind: "y", c: 1 } }), { a: { kind: "y", c: 1 } });
    assert.deepEqual(merged({ a: { kind: "x", b: 1 } }, { a: { kind: "x", c: 1 } }), { a: { kind: "x", b: 1, c: 1 } });
    assert.deepEqual(merged({ a: { kind: "x", b: 1 } }, { a: { c: 1 } }), { a: { kind: "x", b: 1, c: 1 } });
    assert.deepEqual(merged({ a: { b: 1 } }, { a: { kind: "x" } }), { a: { b: 1, kind: "x" } });
  });

  it("changes nothing with nothing, or with itself", () => {
    const value = fc.letrec((tie) => ({
      map: fc.dictionary(fc.constantFrom("a", "b", "c", "kind"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
      value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(fc.integer(), { maxLength: 2 }), tie("map")),
    })).map;
    fc.assert(
      fc.property(value, (given) => {
        const record = given as object;
        assert.deepEqual(merged(record, {}), record);
        assert.deepEqual(merged({}, record), record);
        assert.deepEqual(merged(record, record), record);
      }),
    );
  });
});
