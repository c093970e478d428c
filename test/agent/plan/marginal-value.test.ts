import assert from "node:assert/strict";
import { marginalValueChoice } from "../../../agent/plan/marginal-value.js";
import { RelaxedPlan } from "../../../agent/plan/relaxed-plan.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";

const data = smallWorld([[[8], [8]], [[8]]]);
const { tree } = data;
const PRICE = 0.001;

/** Square that is gone to from a poor one, by chances in another one of the grid and in one of another grid. */
function chosen(here: number, elsewhere: number): string {
  const session = new World(data, planOf(480), new KeyedRandom(1)).begin({ hole: tree.row("1.1.1.1")! });
  const values = Float64Array.from(tree.ids, (id, row) => {
    if (!tree.isLeaf(row) || id.startsWith("1.1.")) return 0;
    return id.startsWith("1.2.") ? here : elsewhere;
  });
  const plan = new RelaxedPlan(tree);
  plan.setEntries(session);
  plan.evaluate(values, session.status, PRICE);
  const choice = marginalValueChoice(session, { plan, values, status: session.status, price: PRICE });
  assert.ok(choice?.pays === true && choice.leaves === "square");
  return tree.ids[tree.ancestor(choice.target, 2)]!;
}

describe("marginalValueChoice", () => {
  it("goes to the best square, and leaves a grid where something pays only for what is worth the way back", () => {
    // Going there costs 0.12 good ones; coming back 0.12 and what 2 minutes bring beyond that, about 0.5.
    assert.equal(chosen(0.5, 0.5), "1.2");
    assert.equal(chosen(0.5, 0.57), "1.2");
    assert.equal(chosen(0.5, 0.9), "2.1");
    assert.equal(chosen(0.05, 0.15), "2.1");
  });
});
