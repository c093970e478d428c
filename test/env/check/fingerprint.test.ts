import assert from "node:assert/strict";
import fc from "fast-check";
import { fingerprint } from "../../../env/check/fingerprint.js";

describe("fingerprint", () => {
  it("is equal for equal values, copies and other orders of keys included", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(fingerprint(structuredClone(value)), fingerprint(value));
      }),
    );
    assert.equal(fingerprint({ a: 1, b: [2] }), fingerprint({ b: [2], a: 1 }));
  });

  it("tells unequal values apart, down to type and sign", () => {
    const values = [
      0,
      -0,
      NaN,
      1,
      "1",
      true,
      null,
      undefined,
      1n,
      [],
      {},
      [1],
      [[1]],
      ["1"],
      { a: 1 },
      { a: "1" },
      { b: 1 },
      Uint8Array.of(1),
      Float32Array.of(1),
      Float64Array.of(1),
      Float32Array.of(1, 0),
      Float32Array.of(-0),
    ];
    assert.equal(new Set(values.map((value) => fingerprint(value))).size, values.length);
  });

  it("sees a view's own bytes alone, and leaves out what is told", () => {
    const buffer = Float32Array.of(1, 2, 3);
    assert.equal(fingerprint(buffer.subarray(1, 2)), fingerprint(Float32Array.of(2)));
    assert.equal(fingerprint({ a: 1, b: { wall: 3 } }, ["wall"]), fingerprint({ a: 1, b: {} }));
  });
});
