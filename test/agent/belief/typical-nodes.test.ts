import assert from "node:assert/strict";
import { loadPrior } from "../../../agent/belief/prior.js";
import { TreeBelief } from "../../../agent/belief/tree-belief.js";
import { typicalNodes } from "../../../agent/belief/typical-nodes.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";
import { surveyingLatency } from "../../support/surveying-latency.js";

const prior = loadPrior("generated");
const { children, chances } = prior.typical;
const data = smallWorld();
const row = (id: string) => data.tree.row(id)!;
const typical = (session: Session) => typicalNodes(session, new TreeBelief(session, prior), prior);

function begin(start?: string): { world: World; session: Session } {
  const world = new World(data, planOf(480, surveyingLatency), new KeyedRandom(1));
  return { world, session: world.begin({ hole: start === undefined ? undefined : row(start), concealed: true }) };
}

describe("typicalNodes", () => {
  it("is the prior where nothing was surveyed", () => {
    const { children: found, offsets: expected, entrySeconds } = typical(begin().session);
    assert.deepEqual([...found.subarray(1, 4)], [children.grid, children.square, children.group]);
    assert.deepEqual([...expected], chances);
    // Both grids can be seen, each with its atlas to come; of the rest only the least is known.
    assert.deepEqual([...entrySeconds.subarray(1)], [120 + 90, 240, 60, 60]);
  });

  it("counts the prior as one more among what was surveyed", () => {
    const { session } = begin("1.1.1.1");
    const { children: found, entrySeconds } = typical(session);
    assert.equal(found[1], (2 + children.grid!) / 2);
    assert.equal(found[2], (2 + children.square!) / 2);
    assert.equal(found[3], (3 + 2 + children.group!) / 3);
    assert.deepEqual([...entrySeconds.subarray(1)], [120 + 90, 240 + 90, 60, 60]);
  });

  it("learns the chances of a square's holes square by square, whatever their number", () => {
    const { world, session } = begin("1.1.1.1");
    const belief = new TreeBelief(session, prior);
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    const squareMean = (id: string, of: TreeBelief) =>
      mean(
        data.tree.ids.flatMap((hole, leaf) =>
          hole.startsWith(`${id}.`) && data.tree.isLeaf(leaf) ? [of.prior[leaf]!] : [],
        ),
      );
    assert.ok(Math.abs(mean(typical(session).offsets) - (mean(chances) + squareMean("1.1", belief)) / 2) < 1e-9);
    for (let level = 0; level < 2; level++) world.up(session);
    world.down(row("1.2"), session);
    const after = new TreeBelief(session, prior);
    const expected = (mean(chances) + squareMean("1.1", after) + squareMean("1.2", after)) / 3;
    assert.ok(Math.abs(mean(typical(session).offsets) - expected) < 1e-9);
  });

  it("expects no predictions where the holes found have none", () => {
    const blind = { ...data, tree: smallWorldWithoutPredictions() };
    const world = new World(blind, planOf(480), new KeyedRandom(1));
    const session = world.begin({ hole: row("1.1.1.1"), concealed: true });
    for (const chance of typical(session).offsets) assert.ok(Math.abs(chance - prior.goodShare) < 1e-12);
  });
});

function smallWorldWithoutPredictions() {
  const { tree } = data;
  const features = tree.arrays.features.map((values) => values.map(() => Number.NaN));
  return new TargetTree({ ...tree.arrays, features });
}
