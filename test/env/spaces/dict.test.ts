import assert from "node:assert/strict";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Box } from "../../../env/spaces/box.js";
import { Dict } from "../../../env/spaces/dict.js";
import { Discrete } from "../../../env/spaces/discrete.js";

describe("Dict", () => {
  const space = new Dict<{ level: number; context: Float32Array }>({
    level: new Discrete(3),
    context: new Box(0, 1, [2]),
  });

  it("samples each of its spaces, masked where a mask is given", () => {
    const random = new RandomStream(5);
    for (let i = 0; i < 20; i++) {
      const value = space.sample(random, { level: [0, 1, 0] });
      assert.ok(space.contains(value));
      assert.equal(value.level, 1);
    }
  });

  it("contains objects with just its keys and their members", () => {
    const context = Float32Array.of(0, 1);
    assert.ok(space.contains({ context, level: 2 }));
    for (const value of [
      { level: 2 },
      { level: 3, context },
      { level: 2, context, more: 0 },
      { level: 2, contexts: context },
      null,
      2,
    ]) {
      assert.ok(!space.contains(value));
    }
  });

  it("says what is wrong", () => {
    assert.throws(
      () => space.sample(new RandomStream(1), { levels: [1] }),
      /the mask has the key 'levels'; expected some of level, context/,
    );
    assert.throws(
      () => space.sample(new RandomStream(1), { context: [1] }),
      /Box\(\[2\]\) can't be sampled with a mask/,
    );
    assert.equal(`${space}`, "Dict(level: Discrete(3), context: Box([2]))");
  });
});
