import assert from "node:assert/strict";
import fc from "fast-check";
import { mean } from "simple-statistics";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Box } from "../../../env/spaces/box.js";

const bound = fc.oneof(fc.constantFrom(-Infinity, Infinity), fc.integer({ min: -100, max: 100 }));

describe("Box", () => {
  it("samples members, whatever its bounds", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(bound, bound), { maxLength: 6 }), fc.integer(), (bounds, seed) => {
        const low = bounds.map(([a, b]) => Math.min(a, b)).map((value) => (value === Infinity ? -Infinity : value));
        const high = bounds.map(([a, b]) => Math.max(a, b)).map((value) => (value === -Infinity ? Infinity : value));
        const space = new Box(low, high, [bounds.length]);
        const value = space.sample(new RandomStream(seed));
        assert.equal(value.length, bounds.length);
        assert.ok(value.every(Number.isFinite));
        assert.ok(space.contains(value));
      }),
    );
  });

  it("samples uniformly, exponentially and normally", () => {
    const random = new RandomStream(4);
    const average = (low: number, high: number) => mean([...new Box(low, high, [20_000]).sample(random)]);
    assert.ok(Math.abs(average(2, 4) - 3) < 0.02);
    assert.ok(Math.abs(average(2, Infinity) - 3) < 0.04);
    assert.ok(Math.abs(average(-Infinity, 2) - 1) < 0.04);
    assert.ok(Math.abs(average(-Infinity, Infinity)) < 0.04);
  });

  it("contains arrays of its type and size within its bounds", () => {
    const space = new Box([0, -1], 1, [2]);
    assert.ok(space.contains(Float32Array.of(0, -1)));
    assert.ok(space.contains(Float32Array.of(1, 1)));
    const none = [
      Float32Array.of(-1, 0),
      Float32Array.of(0, Number.NaN),
      Float32Array.of(0),
      Float64Array.of(0, 0),
      [0, 0],
      0,
    ];
    for (const value of none) assert.ok(!space.contains(value));
  });

  it("knows its size and writes itself as its shape", () => {
    const space = new Box(0, 1, [2, 3]);
    assert.equal(space.size, 6);
    assert.equal(`${space}`, "Box([2, 3])");
    assert.equal(new Box(0, 1, []).size, 1);
  });

  it("says what is wrong", () => {
    assert.throws(() => new Box(0, 1, [-1]), /a length in the shape of a Box is -1/);
    assert.throws(() => new Box(2, 1, [1]), /entry 0 of a Box has the bounds 2 and 1; expected low ≤ high/);
    assert.throws(() => new Box(Number.NaN, 1, [1]), /bounds NaN and 1/);
    assert.throws(() => new Box([0], 1, [2]), /'low' of a Box has 1 entries; expected 1 number or 2/);
  });
});
