import assert from "node:assert/strict";
import { RandomStream } from "../../../env/random/random-stream.js";
import { MultiBinary } from "../../../env/spaces/multi-binary.js";

describe("MultiBinary", () => {
  it("samples each bit about half of the time", () => {
    const space = new MultiBinary(4);
    const random = new RandomStream(2);
    const ones = new Int32Array(4);
    for (let i = 0; i < 2000; i++) {
      const value = space.sample(random);
      assert.ok(space.contains(value));
      for (let bit = 0; bit < 4; bit++) ones[bit]! += value[bit]!;
    }
    assert.ok(ones.every((count) => Math.abs(count - 1000) < 100));
  });

  it("keeps the bits that a mask fixes", () => {
    const random = new RandomStream(3);
    const values = Array.from({ length: 50 }, () => new MultiBinary(3).sample(random, [0, 1, 2]));
    assert.ok(values.every((value) => value[0] === 0 && value[1] === 1));
    assert.equal(new Set(values.map((value) => value[2])).size, 2);
  });

  it("contains byte arrays of zeros and ones of its length", () => {
    const space = new MultiBinary(2);
    assert.ok(space.contains(Uint8Array.of(0, 1)));
    for (const value of [Uint8Array.of(0, 2), Uint8Array.of(0), Int8Array.of(0, 1), [0, 1], null]) {
      assert.ok(!space.contains(value));
    }
  });

  it("says what is wrong", () => {
    assert.throws(() => new MultiBinary(0), /the size of a MultiBinary space is 0/);
    const random = new RandomStream(1);
    assert.throws(
      () => new MultiBinary(2).sample(random, [1]),
      /the mask for MultiBinary\(2\) has 1 entries; expected 2/,
    );
    assert.throws(
      () => new MultiBinary(2).sample(random, [1, 3]),
      /entry 1 of the mask for MultiBinary\(2\) is 3; expected 0, 1 or 2/,
    );
  });
});
