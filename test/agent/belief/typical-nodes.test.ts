import assert from "node:assert/strict";
import type { Belief } from "../../../agent/belief/belief.js";
import { loadPrior } from "../../../agent/belief/prior.js";
import { TreeBelief } from "../../../agent/belief/tree-belief.js";
import { typicalNodes } from "../../../agent/belief/typical-nodes.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { childrenOf } from "../../../env/render/tree-walk.js";
import type { Session } from "../../../env/session/session.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";
import { surveyingLatency } from "../../support/surveying-latency.js";

const prior = loadPrior("generated");
const { children } = prior.typical;
const chances = prior.typical.chances.flat();
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

  it("counts what was surveyed, and hardly the prior", () => {
    const { session } = begin("1.1.1.1");
    const { children: found, entrySeconds } = typical(session);
    const expected = [
      (2 + 0.1 * children.grid!) / 1.1,
      (2 + 0.1 * children.square!) / 1.1,
      (3 + 2 + 0.1 * children.group!) / 2.1,
    ];
    expected.forEach((count, i) => {
      assert.ok(Math.abs(found[i + 1]! - count) < 1e-12, `${found[i + 1]} instead of ${count}`);
    });
    assert.deepEqual([...entrySeconds.subarray(1)], [120 + 90, 240 + 90, 60, 60]);
  });

  it("learns the chances of holes from the groups of squares that were surveyed; the prior is one square more", () => {
    const { world, session } = begin("1.1.1.1");
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const groupMeans = (of: Session, squares: readonly string[]) => {
      const { tree } = of;
      const { prior: chance } = new TreeBelief(of, prior);
      return squares
        .flatMap((id) => childrenOf(tree, tree.row(id)!))
        .map((group) => mean(childrenOf(tree, group).map((leaf) => chance[leaf]!)));
    };
    const expected = (squares: readonly string[]) =>
      (squares.length * mean(groupMeans(session, squares)) + mean(chances)) / (squares.length + 1);
    assert.ok(Math.abs(mean([...typical(session).offsets]) - expected(["1.1"])) < 1e-9);
    for (let level = 0; level < 2; level++) world.up(session);
    world.down(row("1.2"), session);
    assert.ok(Math.abs(mean([...typical(session).offsets]) - expected(["1.1", "1.2"])) < 1e-9);
  });

  it("learns what features of squares say as soon as squares are found", () => {
    const { session } = begin("1.1.1.1");
    const belief: Belief = Object.assign(new TreeBelief(session, prior), {
      typicalSquares: Float64Array.of(0, 0, 0, 0, 3),
      typicalOffsets: new Float64Array(30),
      offset: (of: number) => (session.tree.level[of] === 2 ? of : 0),
    });
    const [first, second] = ["1.1", "1.2"].map((id) => session.tree.row(id)!);
    const expected = [first!, first!, (first! + second!) / 2, second!, second!].map((of) => (2 * of) / 3);
    expected[4]! += 1;
    typicalNodes(session, belief, prior).squareOffsets.forEach((offset, k) => {
      assert.ok(Math.abs(offset - expected[k]!) < 1e-9, `${offset} instead of ${expected[k]}`);
    });
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
