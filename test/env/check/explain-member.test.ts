import assert from "node:assert/strict";
import { explainMember } from "../../../env/check/explain-member.js";
import { Box } from "../../../env/spaces/box.js";
import { Dict } from "../../../env/spaces/dict.js";
import { Discrete } from "../../../env/spaces/discrete.js";
import { MultiBinary } from "../../../env/spaces/multi-binary.js";
import { MultiDiscrete } from "../../../env/spaces/multi-discrete.js";
import type { Space } from "../../../env/spaces/space.js";

describe("explainMember", () => {
  it("says why a value is no member", () => {
    const cases: [Space<unknown>, unknown, string][] = [
      [new Discrete(3), 5, "x is 5"],
      [new Discrete(3), "5", 'x is "5"'],
      [new MultiBinary(2), Uint8Array.of(0, 3), "entry 1 of x is 3, neither 0 nor 1"],
      [new MultiDiscrete([2, 2]), Int32Array.of(0, 4), "x is [0, 4]"],
      [new MultiDiscrete([2]), Int32Array.of(0, 4), "x has 2 entries, MultiDiscrete([2]) has 1"],
      [new Box(0, 1, [1]), Float32Array.of(2), "entry 0 of x is 2, outside of 0 to 1"],
      [new Box(0, 1, [1]), [0], "x is a Array, no Float32Array"],
      [new Dict({ a: new Discrete(2) }), null, "x is null, no object"],
      [new Dict({ a: new Discrete(2) }), {}, "x lacks the key 'a'"],
      [new Dict({ a: new Discrete(2) }), { a: 1, b: 2 }, "x has the key 'b', which the space lacks"],
      [new Dict({ a: new Dict({ b: new Discrete(2) }) }), { a: { b: 2 } }, "x.a.b is 2"],
    ];
    for (const [space, value, text] of cases) assert.equal(explainMember(space, value, "x"), text);
  });
});
