import assert from "node:assert/strict";
import { GROUP_KINDS, LEAF_SHARES, SQUARE_KINDS } from "../../../agent/belief/typical-groups.js";
import type { TypicalNodes } from "../../../agent/belief/typical-nodes.js";
import { ExpectedBelow } from "../../../agent/plan/expected-below.js";
import { logistic } from "../../../agent/search/logit.js";
import { type TypicalNode, typicalNode } from "../../../agent/search/typical-node.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { madeUpBelief } from "../../support/made-up-belief.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";

const typical: TypicalNodes = {
  children: Float64Array.of(2, SQUARE_KINDS, GROUP_KINDS, LEAF_SHARES, 0),
  entrySeconds: Float64Array.of(0, 120, 240, 60, 60),
  offsets: Float64Array.from({ length: GROUP_KINDS * LEAF_SHARES }, (_, i) => 0.25 * (i % LEAF_SHARES) + 0.05 * i - 1),
  squareOffsets: Float64Array.of(-2, -1, 0, 1, 2),
};
const session = new World(smallWorld(), planOf(480), new KeyedRandom(1)).begin({ concealed: true });
const belief = madeUpBelief(session, { chance: () => 0.5, squareSd: 0.5 });
const GRID = 1;

/** What it is worth beyond its time at a price, its own entry not paid. */
function gainOf({ squares, squareEntrySeconds, groupEntrySeconds, leafSeconds }: TypicalNode, price: number): number {
  const more = (value: number) => Math.max(0, value);
  const ofGroup = (logits: Float64Array) =>
    logits.reduce((sum, own) => sum + more(logistic(own) - price * leafSeconds), -price * groupEntrySeconds);
  return squares.reduce((sum, groups) => {
    return sum + more(groups.reduce((all, { logit }) => all + more(ofGroup(logit)), -price * squareEntrySeconds));
  }, 0);
}

describe("typicalNode", () => {
  it("imagines squares and groups of each kind: worth what a plan expects there", () => {
    const grid = typicalNode(session, belief, typical, GRID, 3);
    const below = new ExpectedBelow(typical, belief, 3);
    below.expect([GRID], session.tree.level);
    let worth = 0;
    for (const price of [0, 0.002, 0.004, 0.006, 0.008]) {
      below.evaluate(0, 1, price);
      assert.ok(Math.abs(gainOf(grid, price) - below.gain) < 1e-3, `${gainOf(grid, price)}, not ${below.gain}`);
      worth += below.gain > 0 ? 1 : 0;
    }
    assert.ok(worth > 2);
  });

  it("keeps the best leaf of a group first", () => {
    for (const { logit } of typicalNode(session, belief, typical, GRID, 3).squares.flat()) {
      for (let k = 1; k < logit.length; k++) assert.ok(logit[k]! <= logit[k - 1]!);
    }
  });
});
