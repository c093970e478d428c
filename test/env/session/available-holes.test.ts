import assert from "node:assert/strict";
import fc from "fast-check";
import { groupOf, nthAvailable } from "../../../env/session/available-holes.js";
import { Session } from "../../../env/session/session.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { planOf } from "../../support/plans.js";
import { describeTargets, layouts } from "../../support/small-worlds.js";

describe("nthAvailable", () => {
  it("lists the available holes below a node in the order of the tree", () => {
    fc.assert(
      fc.property(layouts, fc.infiniteStream(fc.boolean()), (layout, used) => {
        const session = new Session(TargetTree.from(describeTargets(layout)), planOf(480));
        const { tree } = session;
        for (let hole = tree.firstLeaf; hole < tree.size; hole++) if (used.next().value) session.withdrawn(hole);
        for (let node = 0; node < tree.size; node++) {
          const expected: number[] = [];
          for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
            if (session.isAvailable(hole) && tree.contains(node, hole)) expected.push(hole);
          }
          const listed = Array.from({ length: expected.length + 1 }, (_, n) => nthAvailable(session, node, n));
          assert.deepEqual(listed, [...expected, -1]);
        }
      }),
    );
  });
});

describe("groupOf", () => {
  it("is a hole's parent and any other node itself", () => {
    const session = new Session(TargetTree.from(describeTargets([[[1]]])), planOf(480));
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((row) => groupOf(session, row)),
      [0, 1, 2, 3, 3],
    );
  });
});
