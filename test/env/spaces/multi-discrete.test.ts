import assert from "node:assert/strict";
import { RandomStream } from "../../../env/random/random-stream.js";
import { MultiDiscrete } from "../../../env/spaces/multi-discrete.js";

describe("MultiDiscrete", () => {
  it("samples each entry uniformly among its own range", () => {
    const random = new RandomStream(2);
    const space = new MultiDiscrete([2, 3], [0, 10]);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const value = space.sample(random);
      assert.ok(space.contains(value));
      counts.set(value.join(), (counts.get(value.join()) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), ["0,10", "0,11", "0,12", "1,10", "1,11", "1,12"]);
    assert.ok([...counts.values()].every((count) => Math.abs(count - 1000) < 120));
  });

  it("samples what the masks leave", () => {
    const random = new RandomStream(3);
    const space = new MultiDiscrete([3, 2], [0, 5]);
    const values = Array.from({ length: 50 }, () => space.sample(random, [Uint8Array.of(0, 0, 1), [1, 1]]));
    assert.ok(values.every((value) => value[0] === 2));
    assert.equal(new Set(values.map((value) => value[1])).size, 2);
  });

  it("contains 32-bit integer arrays in range and nothing else", () => {
    const space = new MultiDiscrete([3, 2], [0, -1]);
    assert.ok(space.contains(Int32Array.of(2, -1)));
    for (const value of [
      Int32Array.of(2, 1),
      Int32Array.of(3, 0),
      Int32Array.of(0),
      Int16Array.of(0, 0),
      [0, 0],
      0,
      null,
    ]) {
      assert.ok(!space.contains(value));
    }
  });

  it("says what is wrong", () => {
    const random = new RandomStream(1);
    const space = new MultiDiscrete([3, 2]);
    assert.throws(() => new MultiDiscrete([2, 0]), /the size of a Discrete space is 0/);
    assert.throws(() => new MultiDiscrete([2, 2], [0]), /'starts' of a MultiDiscrete has 1 entries; expected 2/);
    assert.throws(
      () => space.sample(random, [[1, 1, 1]]),
      /the mask for MultiDiscrete\(\[3, 2\]\) has 1 entries; expected 2/,
    );
    assert.throws(
      () =>
        space.sample(random, [
          [1, 1],
          [1, 1],
        ]),
      /the mask for Discrete\(3\) has 2 entries; expected 3/,
    );
    assert.throws(
      () =>
        space.sample(random, [
          [1, 1, 1],
          [0, 0],
        ]),
      /the mask for Discrete\(2\) is all 0/,
    );
    assert.equal(`${new MultiDiscrete([3, 2], [0, 1])}`, "MultiDiscrete([3, 2], starts [0, 1])");
  });
});
