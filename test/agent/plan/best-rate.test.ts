import assert from "node:assert/strict";
import type { TypicalNodes } from "../../../agent/belief/typical-nodes.js";
import { BestRate, type Chances } from "../../../agent/plan/best-rate.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { RandomStream } from "../../../env/random/random-stream.js";
import type { Session } from "../../../env/session/session.js";
import type { TargetTree } from "../../../env/tree/target-tree.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { type Layout, smallWorld } from "../../support/small-worlds.js";

/** Times in minutes by level: grid 2, square 4, group 1, hole 1. */
const typical: TypicalNodes = {
  children: Float64Array.of(2, 2, 3, 4, 1),
  entrySeconds: Float64Array.of(0, 120, 240, 60, 60),
  offsets: Float64Array.of(0, 0),
  squareOffsets: Float64Array.of(0, 0, 0, 0, 0),
};

const nothingBelow = (_node: number, into: Float64Array) => void into.fill(0);

function sessionOf(layout: Layout, start: string, minutes: number, concealed = false): Session {
  const data = smallWorld(layout);
  return new World(data, planOf(minutes), new KeyedRandom(1)).begin({ hole: data.tree.row(start)!, concealed });
}

function drawChances({ tree }: Session, random: RandomStream): Float64Array {
  return Float64Array.from({ length: tree.size }, (_, row) => (tree.isLeaf(row) ? random.uniform() : 0));
}

/** [good, seconds] of every way to take something below a node: of a group its best few, of others any. */
function* parts(tree: TargetTree, chances: Float64Array, node: number): Generator<[number, number]> {
  const children = Array.from({ length: tree.childCount[node]! }, (_, i) => tree.firstChild[node]! + i);
  if (tree.isLeaf(children[0]!)) {
    const best = children.sort((a, b) => chances[b]! - chances[a]!);
    let good = 0;
    yield [0, 0];
    for (let k = 0; k < best.length; k++) {
      good += chances[best[k]!]!;
      yield [good, 60 * (k + 1)];
    }
    return;
  }
  const entry = [0, 120, 240, 60][tree.level[children[0]!]!]!;
  let all: [number, number][] = [[0, 0]];
  for (const child of children) {
    const more = [...parts(tree, chances, child)].filter(([good]) => good > 0);
    all = all.flatMap(([good, seconds]) => [
      [good, seconds] as [number, number],
      ...more.map(([g, s]): [number, number] => [good + g, seconds + s + entry]),
    ]);
  }
  yield* all;
}

/** The greatest rate of anything that one could go to from the first hole of a world. */
function greatestRate(session: Session, chances: Float64Array): number {
  const { tree, place } = session;
  let best = 0;
  let inside = place;
  for (let node = tree.parent[place]!; node >= 0; node = tree.parent[node]!) {
    for (let child = tree.firstChild[node]!; child < tree.firstChild[node]! + tree.childCount[node]!; child++) {
      if (child === inside) continue;
      if (tree.isLeaf(child)) best = Math.max(best, chances[child]! / 60);
      else {
        const way = session.expectedSeconds(child);
        for (const [good, seconds] of parts(tree, chances, child)) best = Math.max(best, good / (way + seconds));
      }
    }
    inside = node;
  }
  return best;
}

describe("BestRate", () => {
  it("finds the greatest rate of all that one could go to", () => {
    const layout: Layout = [
      [
        [3, 2],
        [3, 3],
      ],
      [[2, 3], [3]],
    ];
    for (let k = 0; k < 60; k++) {
      const session = sessionOf(layout, "1.1.1.1", 10_000);
      const chances = drawChances(session, new KeyedRandom(k).stream(0, RandomKind.World));
      const choice = new BestRate(session.tree, typical).choose(session, { leaves: chances, below: nothingBelow }, 1)!;
      const expected = greatestRate(session, chances);
      assert.ok(Math.abs(choice.rate - expected) < 1e-9, `world ${k}: ${choice.rate}, not ${expected}`);
      assert.ok(Math.abs(choice.good / choice.seconds - choice.rate) < 1e-12);
    }
  });

  it("counts no more than what fits into the time left, and goes only where something does", () => {
    for (let k = 0; k < 60; k++) {
      const minutes = 2 + (k % 20);
      const session = sessionOf([[[3, 2], [9]], [[4, 4, 4]]], "1.1.1.1", minutes);
      const chances = drawChances(session, new KeyedRandom(k).stream(0, RandomKind.World));
      const plan = new BestRate(session.tree, typical);
      for (const rated of plan.compare(session, { leaves: chances, below: nothingBelow }, 20)) {
        assert.ok(rated.seconds <= minutes * 60 + 1e-6, `${rated.seconds} s of ${minutes} min`);
      }
      const choice = plan.choose(session, { leaves: chances, below: nothingBelow }, 1)!;
      assert.ok(session.expectedSeconds(choice.first) <= minutes * 60);
    }
  });

  it("goes to the square of many fair holes when there is time for them, else to the near hole", () => {
    const goesTo = (minutes: number) => {
      const session = sessionOf([[[2], [30]]], "1.1.1.1", minutes);
      const leaves = new Float64Array(session.tree.size).fill(0.8);
      leaves[session.tree.row("1.1.1.2")!] = 0.4;
      const { first } = new BestRate(session.tree, typical).choose(session, { leaves, below: nothingBelow }, 1)!;
      return session.tree.ids[first]!;
    };
    assert.equal(goesTo(60), "1.2.1.1");
    assert.equal(goesTo(7), "1.1.1.2");
  });

  it("stays as long as the rate here is the given share of that elsewhere", () => {
    const session = sessionOf([[[2], [30]]], "1.1.1.1", 500);
    const leaves = new Float64Array(session.tree.size).fill(0.8);
    leaves[session.tree.row("1.1.1.2")!] = 0.6;
    // 30 · 0.8 in 5 + 30 minutes is 0.686 a minute.
    const first = (stay: number) =>
      session.tree.ids[
        new BestRate(session.tree, typical).choose(session, { leaves, below: nothingBelow }, stay)!.first
      ];
    assert.equal(first(1), "1.2.1.1");
    assert.equal(first(0.88), "1.2.1.1");
    assert.equal(first(0.86), "1.1.1.2");
  });

  it("gives nothing that is not above the least rate asked for", () => {
    const session = sessionOf([[[2], [30]]], "1.1.1.1", 500);
    const leaves = new Float64Array(session.tree.size).fill(0.8);
    const plan = new BestRate(session.tree, typical);
    const chances: Chances = { leaves, below: nothingBelow };
    assert.ok(plan.choose(session, chances, 0.5, 0.79 / 60) !== undefined);
    assert.equal(plan.choose(session, chances, 0.5, 0.8 / 60), undefined);
  });

  it("surveys what promises more than what was found", () => {
    const session = sessionOf([[[4], [4]], [[4]]], "1.1.1.1", 500, true);
    const leaves = new Float64Array(session.tree.size).fill(0.3);
    const best = (square: number) => {
      const below = (node: number, into: Float64Array) =>
        void into.fill(node === session.tree.row("1.2") ? square : 0.01);
      const { first } = new BestRate(session.tree, typical).choose(session, { leaves, below }, 1)!;
      return session.tree.ids[first];
    };
    assert.equal(best(0.9), "1.2");
    assert.equal(best(0.3), "1.1.1.2");
  });
});
