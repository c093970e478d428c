import assert from "node:assert/strict";
import { mean, variance } from "simple-statistics";
import { RandomStream } from "../../../env/random/random-stream.js";

describe("RandomStream", () => {
  it("repeats with its seed and differs with another", () => {
    const draw = (seed: number) => {
      const stream = new RandomStream(seed);
      return Array.from({ length: 4 }, () => stream.uniform());
    };
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
  });

  it("is uniform", () => {
    const stream = new RandomStream(5);
    const values = Array.from({ length: 20_000 }, () => stream.uniform());
    assert.ok(values.every((value) => value >= 0 && value < 1));
    assert.ok(Math.abs(mean(values) - 0.5) < 0.0085);
    assert.ok(Math.abs(variance(values) - 1 / 12) < 0.0022);
  });

  it("draws integers below the count", () => {
    const stream = new RandomStream(6);
    const seen = new Set(Array.from({ length: 200 }, () => stream.integer(3)));
    assert.deepEqual([...seen].sort(), [0, 1, 2]);
  });
});
