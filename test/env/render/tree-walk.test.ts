import assert from "node:assert/strict";
import { drawnLevels, leavesBelow, rowsBelow, rowsOfLevelBelow } from "../../../env/render/tree-walk.js";
import { halfSurveyed, withPositions } from "../../support/render-sessions.js";

describe("tree walk", () => {
  it("reaches what is known, parents first, and nothing else", () => {
    const { tree } = halfSurveyed().session;
    const ids = rowsBelow(tree, 0).map((row) => tree.ids[row]);
    assert.equal(ids.length, 1 + 3 + 4 + 24);
    assert.deepEqual(ids.slice(0, 4), ["g", "s1", "s1p1", "s1p1h1"]);
    // Rows that the tree has, but that nobody has seen.
    const hidden = tree.row("s2")!;
    tree.childCount[hidden] = 0;
    assert.equal(leavesBelow(tree, 0).length, 12);
    assert.equal(leavesBelow(tree, hidden).length, 0);
  });

  it("takes holes by name, groups and squares above them", () => {
    assert.deepEqual(drawnLevels(halfSurveyed().session.tree), { hole: 4, group: 3, square: 2 });
    const { tree } = withPositions().session;
    assert.deepEqual(drawnLevels(tree), { hole: 4, group: 3, square: 2 });
    assert.equal(leavesBelow(tree, 0).length, 6);
    assert.equal(rowsOfLevelBelow(tree, 0, 4).length, 2);
  });
});
