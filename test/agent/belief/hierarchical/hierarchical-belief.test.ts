import assert from "node:assert/strict";
import { beliefs } from "../../../../agent/belief/kinds/index.js";
import { loadPrior } from "../../../../agent/belief/prior.js";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { World } from "../../../../env/world/world.js";
import { generatedWorlds } from "../../../support/generated-worlds.js";
import { planOf } from "../../../support/plans.js";

const prior = loadPrior("generated");

describe("HierarchicalBelief", () => {
  it("says of a square that was not surveyed what its grid and its own features do", () => {
    let told = 0;
    for (const data of generatedWorlds({}, 4)) {
      const world = new World(data, planOf(480), new KeyedRandom(1));
      const session = world.begin({ concealed: true });
      world.down(data.tree.levelStart[1]!, session);
      const { tree } = session;
      const belief = beliefs.get("hierarchical").create(session, prior);
      for (let square = tree.levelStart[2]!; square < tree.levelStart[3]!; square++) {
        const offset = belief.offset(square);
        assert.ok(Math.abs(belief.latentMean[tree.parent[square]!]! + offset - belief.latentMean[square]!) < 1e-9);
        if (offset !== 0) told++;
      }
    }
    assert.ok(told > 5, `${told} squares are told apart`);
  });
});
