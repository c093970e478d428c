import assert from "node:assert/strict";
import fc from "fast-check";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Discrete } from "../../../env/spaces/discrete.js";

describe("Discrete", () => {
  it("samples members only", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: -9, max: 9 }), fc.integer(), (n, start, seed) => {
        const space = new Discrete(n, start);
        assert.ok(space.contains(space.sample(new RandomStream(seed))));
      }),
    );
  });

  it("samples what a mask leaves, each about as often", () => {
    const random = new RandomStream(1);
    const counts = new Map<number, number>();
    for (let i = 0; i < 3000; i++) {
      const value = new Discrete(5, 10).sample(random, Uint8Array.of(1, 0, 1, 0, 1));
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), [10, 12, 14]);
    assert.ok([...counts.values()].every((count) => Math.abs(count - 1000) < 110));
  });

  it("contains integers in range and nothing else", () => {
    const space = new Discrete(3);
    for (const value of [0, 1, 2]) assert.ok(space.contains(value));
    for (const value of [-1, 3, 0.5, Number.NaN, "1", null, undefined, [1], 1n]) assert.ok(!space.contains(value));
  });

  it("says what is wrong", () => {
    assert.throws(
      () => new Discrete(0),
      /^RangeError: the size of a Discrete space is 0; expected an integer of at least 1$/,
    );
    assert.throws(() => new Discrete(2.5), RangeError);
    assert.throws(() => new Discrete(2, Number.NaN), /the start of a Discrete space is NaN/);
    const random = new RandomStream(1);
    assert.throws(() => new Discrete(3).sample(random, [1, 1]), /the mask for Discrete\(3\) has 2 entries; expected 3/);
    assert.throws(() => new Discrete(2, 1).sample(random, [0, 0]), /the mask for Discrete\(2, start 1\) is all 0/);
  });
});
