import assert from "node:assert/strict";
import { adoptArrays } from "../../../env/core/adopt-arrays.js";

describe("adoptArrays", () => {
  it("takes the arrays over with their contents and leaves numbers alone", () => {
    const observation = { values: Float32Array.of(1, 2), mask: Uint8Array.of(1), level: 3 };
    const batch = new Float32Array(4);
    const mask = new Uint8Array(1);
    adoptArrays(observation, { values: batch.subarray(2), mask, level: 9 });
    observation.values[0] = 7;
    assert.deepEqual([...batch], [0, 0, 7, 2]);
    assert.equal(observation.mask, mask);
    assert.equal(observation.level, 3);
  });

  it("refuses arrays of another type or length and changes nothing then", () => {
    const values = Float32Array.of(1, 2);
    const observation: { values: Float32Array; mask: Uint8Array } = { values, mask: Uint8Array.of(1) };
    assert.throws(
      () => adoptArrays(observation, { values: new Float32Array(2), mask: new Uint8Array(2) }),
      /^RangeError: the array 'mask' is a Uint8Array of 2 entries; expected a Uint8Array of 1 entries$/,
    );
    assert.equal(observation.values, values);
  });
});
