import assert from "node:assert/strict";
import fc from "fast-check";
import { addShareMeans } from "../../../agent/belief/share-means.js";

describe("addShareMeans", () => {
  it("gives the means of equal shares, the least first", () => {
    assert.deepEqual([...addShareMeans(Float64Array.of(4, 1, 2, 3), new Float64Array(2))], [1.5, 3.5]);
  });

  it("splits values on a border, and repeats those of which there are too few", () => {
    assert.deepEqual([...addShareMeans(Float64Array.of(3, 6, 9), new Float64Array(2))], [4, 8]);
    assert.deepEqual([...addShareMeans(Float64Array.of(5), new Float64Array(4))], [5, 5, 5, 5]);
  });

  it("keeps the mean, rises, and adds to what is there", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (given, shares) => {
        const means = addShareMeans(Float64Array.from(given), new Float64Array(shares).fill(1));
        const mean = given.reduce((a, b) => a + b, 0) / given.length;
        assert.ok(Math.abs(means.reduce((a, b) => a + b, 0) / shares - 1 - mean) < 1e-9);
        for (let i = 1; i < shares; i++) assert.ok(means[i]! >= means[i - 1]! - 1e-9);
      }),
    );
  });
});
