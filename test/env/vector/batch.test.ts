import assert from "node:assert/strict";
import fc from "fast-check";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Discrete } from "../../../env/spaces/discrete.js";
import type { Space } from "../../../env/spaces/space.js";
import { batchBuffer, batchRow, batchSpace, writeRow } from "../../../env/vector/batch.js";
import { spaces } from "../../support/space-arbitrary.js";

describe("batches", () => {
  it("hold members, are members of their space and give the members back", () => {
    fc.assert(
      fc.property(spaces, fc.integer({ min: 1, max: 4 }), fc.integer(), (space, n, seed) => {
        const random = new RandomStream(seed);
        const batch = batchBuffer(space, n);
        const members = Array.from({ length: n }, () => space.sample(random));
        members.forEach((member, i) => {
          writeRow(space, member, batch, i);
        });
        assert.ok(batchSpace(space, n).contains(batch));
        members.forEach((member, i) => {
          assert.deepEqual(batchRow(space, batch, i), member);
        });
      }),
    );
  });

  it("of other spaces are refused", () => {
    const other = { toString: () => "Text(4)" } as Space<unknown>;
    assert.throws(() => batchSpace(other, 2), /Text\(4\) has no batch/);
    assert.equal(`${batchSpace(new Discrete(3), 2)}`, "MultiDiscrete([3, 3])");
  });
});
