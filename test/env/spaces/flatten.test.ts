import assert from "node:assert/strict";
import fc from "fast-check";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Box } from "../../../env/spaces/box.js";
import { Dict } from "../../../env/spaces/dict.js";
import { Discrete } from "../../../env/spaces/discrete.js";
import { flatSize, flattenInto, flattenSpace } from "../../../env/spaces/flatten.js";
import { MultiBinary } from "../../../env/spaces/multi-binary.js";
import { MultiDiscrete } from "../../../env/spaces/multi-discrete.js";
import type { Space } from "../../../env/spaces/space.js";
import { spaces } from "../../support/space-arbitrary.js";

describe("flattened spaces", () => {
  it("contain the flattened members", () => {
    fc.assert(
      fc.property(spaces, fc.integer(), (space, seed) => {
        const flat = flattenSpace(space);
        const into = new Float32Array(flatSize(space));
        assert.equal(flattenInto(space, space.sample(new RandomStream(seed)), into), into.length);
        assert.ok(flat.contains(into));
      }),
    );
  });

  it("write integers as one 1 among zeros, all else as it is", () => {
    const space = new Dict({
      level: new Discrete(3, 1),
      pair: new MultiDiscrete([2, 3], [0, 5]),
      bits: new MultiBinary(2),
      box: new Box(-1, 9, [1, 2]),
    });
    const value = { level: 2, pair: Int32Array.of(1, 5), bits: Uint8Array.of(1, 0), box: Float32Array.of(7, 8) };
    const into = new Float64Array(14).fill(4);
    assert.equal(flattenInto(space, value, into, 1), 13);
    assert.deepEqual([...into], [4, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 7, 8, 4]);
  });

  it("refuses a space of another kind", () => {
    const other = { toString: () => "Text(4)" } as Space<unknown>;
    assert.throws(() => flatSize(other), /Text\(4\) can't be flattened; expected Discrete, MultiBinary/);
  });
});
