import assert from "node:assert/strict";
import { entryPrices } from "../../../agent/evaluate/entry-prices.js";
import { Obtainable } from "../../../agent/evaluate/obtainable.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import type { Faults } from "../../../env/world/faults.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";
import { surveyingLatency } from "../../support/surveying-latency.js";

const data = smallWorld();
const { tree } = data;
const row = (id: string) => tree.row(id)!;

/** Square 1.2 can never be entered, grid 2 at the second try only. */
const faults: Faults = {
  tries: 2,
  fails: (_tree, target, _random, nth) => target === row("1.2") || (target === row("2") && nth === 0),
};

function begin() {
  const spent = [row("1.1.2.1")];
  const world = new World({ ...data, spent }, planOf(480, surveyingLatency), new KeyedRandom(1), { faults });
  return { world, session: world.begin({ hole: row("1.1.1.1"), concealed: true }) };
}

describe("Obtainable", () => {
  it("has what can be found and reached, and nothing spent, given up or out of reach for good", () => {
    const { world, session } = begin();
    const obtainable = new Obtainable(world, session);
    const ids = () => {
      const status = obtainable.status(session);
      return tree.ids.filter((_, leaf) => tree.isLeaf(leaf) && status[leaf] === TargetStatus.Available);
    };
    const inGrid2 = ["2.1.1.1", "2.1.1.2", "2.1.1.3", "2.1.1.4"];
    assert.deepEqual(ids(), ["1.1.1.2", "1.1.1.3", "1.1.2.2", ...inGrid2]);
    session.givenUp(row("2"));
    assert.deepEqual(ids(), ["1.1.1.2", "1.1.1.3", "1.1.2.2"]);
  });
});

describe("entryPrices", () => {
  const { world, session } = begin();
  const { first, next } = entryPrices(world, session);
  const tries = (from: readonly string[], target: string, nth: number) =>
    Math.min(...from.map((id) => world.trySeconds(session.tree, id === "" ? 0 : row(id), row(target), nth, 0)));

  it("is what the first tries take at least, surveys and failing tries included", () => {
    const inGrid1 = ["1", "1.1", "1.1.1", "1.1.2"];
    assert.equal(next[row("2")], tries(inGrid1, "2", 0) + tries(inGrid1, "2", 1));
    assert.equal(next[row("1.1.2")], tries(["1.1.1"], "1.1.2", 0));
    // The atlas or image that a survey takes is in it: 90 s, drawn between a half and one and a half of them.
    assert.ok(first[row("2.1")]! >= (240 + 90) / 2);
  });

  it("is nothing where the stage stands, and without end where nobody gets", () => {
    for (const id of ["1", "1.1", "1.1.1", "1.1.1.1"]) assert.deepEqual([first[row(id)], next[row(id)]], [0, 0]);
    for (const prices of [first, next]) assert.equal(prices[row("1.2")], Number.POSITIVE_INFINITY);
  });

  it("has one child reached from its parent's own place, others from there only by entering the parent again", () => {
    assert.equal(first[row("2.1")], tries(["2"], "2.1", 0));
    // Grid 1 is begun in, and its own place is none of those that the stage comes by.
    assert.equal(first[row("1.1.2")], Number.POSITIVE_INFINITY);
    // There is no other square in grid 2: from its own place, after loading it again.
    const again = Math.min(...["", ...["1", "1.1", "1.1.1", "1.1.2"]].map((id) => loaded(id, 2)));
    assert.equal(next[row("2.1")], tries(["2"], "2.1", 0) + again);
  });

  /** Seconds of loading grid 2 from a place, all of it surveyed by then. */
  function loaded(from: string, nth: number): number {
    return world.trySeconds(tree, from === "" ? 0 : row(from), row("2"), nth, 0);
  }
});
