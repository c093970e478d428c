import assert from "node:assert/strict";
import fc from "fast-check";
import { mean, standardDeviation } from "simple-statistics";
import { KeyedRandom } from "../../../../../env/random/keyed-random.js";
import { TargetTree } from "../../../../../env/tree/target-tree.js";
import { positionTreeShape } from "../../../../../env/tree/tree-shape.js";
import { latencyKinds } from "../../../../../env/world/latency/kinds/index.js";
import { levelsLatency } from "../../../../support/plans.js";
import { describeTargets, layouts } from "../../../../support/small-worlds.js";

describe("latency model 'levels'", () => {
  const tree = TargetTree.from(describeTargets([[[2, 1], [1]], [[1]]]));
  const minutes = (from: string, to: string) =>
    levelsLatency.expectedSeconds(tree, tree.row(from)!, tree.row(to)!) / 60;

  it("charges 1, 2, 6 or 8 minutes for the next hole, by the level at which the way parts", () => {
    assert.equal(minutes("1.1.1.1", "1.1.1.2"), 1);
    assert.equal(minutes("1.1.1.1", "1.1.2.1"), 2);
    assert.equal(minutes("1.1.1.1", "1.2.1.1"), 6);
    assert.equal(minutes("1.1.1.1", "2.1.1.1"), 8);
  });

  it("charges the whole way from outside, what is left of it from inside, and nothing for going up", () => {
    assert.equal(minutes("", "1.1.1.1"), 8);
    assert.equal(minutes("1.1", "1.1.1.1"), 2);
    assert.equal(minutes("1.1.1", "1.1.1.1"), 1);
    assert.equal(minutes("1.1.1.1", "1.1"), 0);
    assert.equal(minutes("1.1.1.1", "1.2"), 4);
    assert.equal(minutes("1.1.1.1", "1.1.1.1"), 0);
  });

  it("exposes in the time of the last level of the tree at hand", () => {
    const kind = latencyKinds.get("levels");
    const times = { grid: "2 min", square: "4 min", group: "1 min", hole: "1 min", position: "5 s" };
    const model = kind.create(kind.options.parse(times));
    assert.equal(model.exposureSeconds(TargetTree.from(describeTargets([[[1]]]))), 60);
    assert.equal(model.exposureSeconds(TargetTree.from([], positionTreeShape)), 5);
  });

  it("takes what it expects, and adds up along the way", () => {
    fc.assert(
      fc.property(layouts, fc.nat(), fc.nat(), (layout, a, b) => {
        const some = TargetTree.from(describeTargets(layout));
        const from = a % some.size;
        const to = b % some.size;
        const expected = levelsLatency.expectedSeconds(some, from, to);
        assert.equal(levelsLatency.drawnSeconds(some, from, to, new KeyedRandom(a), b, 0), expected);
        if (to === 0 || some.contains(to, from)) return;
        const parent = some.parent[to]!;
        const ownSeconds = levelsLatency.leastEntrySeconds(some, to);
        assert.equal(levelsLatency.expectedSeconds(some, from, parent) + ownSeconds, expected);
      }),
    );
  });

  it("scatters around what it expects, as told", () => {
    const { options, create } = latencyKinds.get("levels");
    const times = { grid: "2 min", square: "4 min", group: "1 min", hole: "1 min" };
    const model = create(options.parse({ ...times, jitter: 0.5 }));
    const target = tree.row("1.2.1.1")!;
    const drawn = Array.from({ length: 20_000 }, (_, seed) =>
      model.drawnSeconds(tree, 0, target, new KeyedRandom(seed), 0, 0),
    );
    assert.ok(Math.abs(mean(drawn) / 480 - 1) < 0.02, `${mean(drawn)}`);
    const logs = drawn.map(Math.log);
    assert.ok(Math.abs(standardDeviation(logs) - 0.5) < 0.02, `${standardDeviation(logs)}`);
    assert.equal(model.expectedSeconds(tree, 0, target), 480);
  });

  it("refuses trees in which entering something would take no time", () => {
    const problem = (times: Readonly<Record<string, string>>) => {
      const { options, create } = latencyKinds.get("levels");
      return create(options.parse({ grid: "2 min", square: "4 min", group: "1 min", hole: "1 min", ...times }));
    };
    assert.equal(problem({}).problemWith!(tree), undefined);
    assert.match(problem({ group: "0 s" }).problemWith!(tree)!, /^'latency\.group' is 0: .* write a time above 0/);
    const positioned = { ...tree, shape: positionTreeShape, leafLevel: 5 } as TargetTree;
    assert.match(problem({}).problemWith!(positioned)!, /^'latency\.position' is 0/);
    assert.equal(problem({ position: "1 s" }).problemWith!(positioned), undefined);
  });

  it("reads each level's time with its unit", () => {
    const { options } = latencyKinds.get("levels");
    const read = options.parse({ grid: "2 min", square: "0.1 hour", group: "60 s", hole: "1500 ms" });
    assert.deepEqual(read, { grid: 120, square: 360, group: 60, hole: 1.5, position: 0, jitter: 0 });
    const wrong = options.safeParse({ grid: "2 min", square: "4 um", group: "-1 s" });
    assert.deepEqual(wrong.error?.issues.map(({ path }) => path.join(".")).sort(), ["group", "hole", "square"]);
  });
});
