import assert from "node:assert/strict";
import { logistic } from "../../../agent/search/logit.js";
import { SessionModel } from "../../../agent/search/session-model.js";
import { SimulatedBelief } from "../../../agent/search/simulated-belief.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { madeUpBelief } from "../../support/made-up-belief.js";
import { planOf } from "../../support/plans.js";
import { type Layout, smallWorld } from "../../support/small-worlds.js";

const SQUARE_SD = 0.9;
const GROUP_SD = 0.6;
const layout: Layout = [[[9, 9], [9]]];

function setup() {
  const session = new World(smallWorld(layout), planOf(60), new KeyedRandom(1)).begin();
  const believed = madeUpBelief(session, { chance: () => 0.4, squareSd: SQUARE_SD, groupSd: GROUP_SD });
  const model = new SessionModel(session, believed, () => {
    throw new Error("everything was surveyed");
  });
  const belief = new SimulatedBelief(model);
  /** Chance of the last leaf of each group. */
  const chances = () =>
    [0, 1, 2].map((group) => {
      belief.refresh(group);
      return belief.chance(model.firstSlot.values[group + 1]! - 1, group);
    });
  return { model, belief, chances };
}

/** Chances of groups 0 and 1 given numbers of good and bad ones in each, by integration over square and groups. */
function exact(counts: readonly (readonly [good: number, bad: number])[]): number[] {
  const { model } = setup();
  const logit = model.logit.values[0]!;
  const grid = Array.from({ length: 121 }, (_, i) => -4.5 + (9 * i) / 120);
  const normal = (x: number) => Math.exp((-x * x) / 2);
  let total = 0;
  const sums = [0, 0];
  for (const x of grid) {
    // Given the square, the groups are independent.
    const likelihood = [0, 0];
    const chance = [0, 0];
    for (const g of [0, 1] as const) {
      const [good, bad] = counts[g]!;
      for (const y of grid) {
        const p = logistic(logit + SQUARE_SD * x + GROUP_SD * y);
        const weight = normal(y) * p ** good * (1 - p) ** bad;
        likelihood[g]! += weight;
        chance[g]! += weight * p;
      }
    }
    const weight = normal(x) * likelihood[0]! * likelihood[1]!;
    total += weight;
    for (const g of [0, 1] as const) sums[g]! += (weight * chance[g]!) / likelihood[g]!;
  }
  return sums.map((sum) => sum / total);
}

describe("what a simulated session learns", () => {
  it("raises the group most, the square's other groups less, other squares not at all; and is forgotten", () => {
    const { belief, chances } = setup();
    const before = chances();
    for (let slot = 0; slot < 6; slot++) belief.learn(slot, true);
    const [same, sibling, elsewhere] = chances();
    assert.ok(same! > sibling! + 0.05 && sibling! > before[1]! + 0.05, `${same}, ${sibling}`);
    assert.equal(elsewhere, before[2]);
    belief.reset();
    assert.deepEqual(chances(), before);
  });

  it("comes near to what the exact posterior says, also of a group that other groups have told of since", () => {
    const cases = [
      [
        [1, 0],
        [0, 0],
      ],
      [
        [0, 3],
        [0, 0],
      ],
      [
        [5, 2],
        [0, 0],
      ],
      [
        [2, 6],
        [5, 0],
      ],
      [
        [4, 0],
        [0, 6],
      ],
    ] as const;
    for (const counts of cases) {
      const { belief, chances, model } = setup();
      for (const g of [0, 1] as const) {
        const [good, bad] = counts[g];
        for (let i = 0; i < good + bad; i++) {
          // Good and bad ones in turn, as long as there are both.
          const isGood = i < 2 * Math.min(good, bad) ? i % 2 === 0 : good > bad;
          belief.learn(model.firstSlot.values[g]! + i, isGood);
        }
      }
      const learned = chances();
      exact(counts).forEach((chance, g) => {
        assert.ok(
          Math.abs(learned[g]! - chance) < 0.06,
          `${JSON.stringify(counts)}, group ${g}: ${learned[g]}, exact ${chance}`,
        );
      });
    }
  });
});
