import assert from "node:assert/strict";
import { normaliseByKind } from "../../../../agent/learn/train/normalise-by-kind.js";

describe("advantages by kind", () => {
  it("have mean 0 and variance 1 in each kind, however different these are", () => {
    const values = Float32Array.of(1, 100, 3, 300, 5, 500, 7);
    const kinds = Uint16Array.of(0, 2, 0, 2, 0, 2, 0, 9, 9);
    normaliseByKind(values, kinds);
    for (const kind of [0, 2]) {
      const own = values.filter((_, i) => kinds[i] === kind);
      const mean = own.reduce((a, b) => a + b) / own.length;
      const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
      assert.ok(Math.abs(mean) < 1e-5 && Math.abs(variance - 1) < 1e-3, `${own}`);
    }
  });

  it("are 0 where all are alike", () => {
    const values = Float32Array.of(2, 2);
    normaliseByKind(values, Uint16Array.of(0, 0));
    assert.deepEqual(values, Float32Array.of(0, 0));
    normaliseByKind(new Float32Array(0), new Uint16Array(4));
  });
});
