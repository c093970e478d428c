import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyedRandom } from "../../../../../env/random/keyed-random.js";
import { RandomStream } from "../../../../../env/random/random-stream.js";
import { RevealedTree } from "../../../../../env/tree/revealed-tree.js";
import { TargetTree } from "../../../../../env/tree/target-tree.js";
import { defaultTreeShape, positionTreeShape } from "../../../../../env/tree/tree-shape.js";
import kinematic from "../../../../../env/world/latency/kinds/kinematic.js";
import type { LatencyModel } from "../../../../../env/world/latency/latency-model.js";
import { Phase, phaseNames } from "../../../../../env/world/latency/phase.js";
import { placedTargets } from "../../../../support/placed-targets.js";

function create(options: Readonly<Record<string, unknown>> = {}): LatencyModel {
  return kinematic.create(kinematic.options.parse(options));
}

/** Round figures, by which ways can be added up by hand. */
const plain = {
  grid: { exchange: "200 s", atlas: "100 s" },
  stage: { speed: "10 um/s", acceleration: "10 um/s^2", settle: "2 s", backlash: "0 um" },
  square: { eucentric_height: "40 s", image: "20 s" },
  group: { image: "6 s", changeover: "3 s" },
  focus: { time: "15 s", every: "8 um" },
  drift: { wait: "5 s" },
  image_shift: { time: "0.25 s", delay: "0.5 s", within_hole: "0.125 s" },
  camera: { exposure: "2 s", overhead: "1 s" },
};

/** One grid, a square at (100, 0), groups 30 µm to its right and 5 µm on from there, two holes each; a second square. */
function smallTree(): TargetTree {
  const place = (x: number, y = 0) => ({ stageXMicrometers: x, stageYMicrometers: y });
  const holes = (group: string) =>
    [1, 2].map((i) => ({ id: `${group}.${i}`, parentId: group, level: 4, name: `hole ${i}` }));
  return TargetTree.from([
    { id: "g", level: 1, name: "grid" },
    { id: "s", parentId: "g", level: 2, name: "square", ...place(100) },
    { id: "t", parentId: "g", level: 2, name: "other square", ...place(100, 50) },
    { id: "s.a", parentId: "s", level: 3, name: "a", ...place(130) },
    { id: "s.b", parentId: "s", level: 3, name: "b", ...place(135) },
    { id: "s.c", parentId: "s", level: 3, name: "c", ...place(130, 20) },
    { id: "t.a", parentId: "t", level: 3, name: "a", ...place(100, 60) },
    ...["s.a", "s.b", "s.c", "t.a"].flatMap(holes),
  ]);
}

/** Trees of a few random sizes, with and without positions in holes, fully or partly surveyed. */
const trees = fc
  .record({
    grids: fc.integer({ min: 1, max: 3 }),
    squaresPerGrid: fc.integer({ min: 1, max: 4 }),
    groupsPerSquare: fc.integer({ min: 1, max: 4 }),
    holesPerGroup: fc.integer({ min: 1, max: 3 }),
    positionsPerHole: fc.integer({ min: 0, max: 2 }),
    squarePitchMicrometers: fc.double({ min: 0, max: 900, noNaN: true }),
    groupPitchMicrometers: fc.double({ min: 0, max: 40, noNaN: true }),
    seed: fc.nat(),
    hidden: fc.nat(),
  })
  .map(({ seed, hidden, ...layout }) => {
    const shape = layout.positionsPerHole > 0 ? positionTreeShape : defaultTreeShape;
    const whole = TargetTree.from(placedTargets(layout, new RandomStream(seed)), shape);
    const seen = new RevealedTree(whole);
    for (let row = 0; row < whole.firstLeaf; row++) {
      const surveyed = whole.level[row]! > 2 || row === 0 || (hidden + row) % 3 > 0;
      if (surveyed && seen.isRevealed(row)) seen.reveal(row);
    }
    return seen;
  });

const times = fc.integer({ min: 0, max: 300 }).map((seconds) => `${seconds} s`);
const someTime = fc.integer({ min: 1, max: 300 }).map((seconds) => `${seconds} s`);
const share = fc.double({ min: 0, max: 0.9, noNaN: true });
const optionSets = fc.record({
  grid: fc.record({ exchange: someTime, atlas: times }),
  stage: fc.record({
    speed: fc.integer({ min: 1, max: 500 }).map((speed) => `${speed} um/s`),
    acceleration: fc.integer({ min: 1, max: 500 }).map((value) => `${value} um/s^2`),
    settle: someTime,
    backlash: fc.constantFrom("0 um", "5 um"),
  }),
  square: fc.record({ eucentric_height: times, image: times }),
  group: fc.record({ image: times, changeover: times }),
  focus: fc.record({ time: times, every: fc.constantFrom("0 um", "8 um", "30 um"), fail_share: share }),
  drift: fc.record({ wait: times, long_share: share, long_wait: times }),
  image_shift: fc.record({ time: times, delay: someTime, within_hole: times }),
  camera: fc.record({ exposure: someTime, overhead: times }),
  maintenance: fc.constantFrom({}, { refill: { every: "8 h", takes: "20 min" } }),
});

const TOLERANCE = 1e-9;

function atMost(least: number, most: number, what: string): void {
  assert.ok(least <= most * (1 + TOLERANCE), `${what}: ${least} > ${most}`);
}

/** Calls for each pair of a place where the stage may stand and a target that was found. */
function forEachWay(tree: RevealedTree, visit: (from: number, target: number) => void): void {
  for (let from = 0; from < tree.size; from++) {
    for (let target = 1; target < tree.size; target++) {
      if (tree.isRevealed(from) && tree.isRevealed(target)) visit(from, target);
    }
  }
}

describe("latency model 'kinematic'", () => {
  describe("a way", () => {
    const tree = smallTree();
    const model = create(plain);
    const seconds = (from: string, to: string) => model.expectedSeconds(tree, tree.row(from)!, tree.row(to)!);
    // A move of d µm: d / 10 + 1 at a top speed reached from 10 µm on, below it 2 √(d / 10); 2 s to settle.
    const enterA = 30 / 10 + 1 + 2 + 6 + 15 + 5;
    const expose = 0.75 + 3;

    it("to the next hole is an image shift and an exposure", () => {
      assert.equal(seconds("s.a.1", "s.a.2"), expose);
      assert.equal(seconds("s.a", "s.a.2"), expose);
      assert.equal(model.exposureSeconds(tree), 3);
    });

    it("to a group is a stage move, its image, focus and drift wait", () => {
      assert.equal(seconds("s", "s.a"), enterA);
      assert.equal(seconds("s", "s.a.2"), enterA + expose);
    });

    it("to a group near the last one needs no focus, but a changeover", () => {
      assert.equal(seconds("s.a.1", "s.b"), 2 * Math.sqrt(0.5) + 2 + 9 + 5);
      assert.equal(seconds("s.a.1", "s.c"), 20 / 10 + 1 + 2 + 9 + 15 + 5);
    });

    it("to another square starts at the last group and goes by the square's own place", () => {
      assert.equal(seconds("s.a.1", "t"), Math.hypot(30, 50) / 10 + 1 + 2 + 40);
      const toGroup = 10 / 10 + 1 + 2 + 6 + 15 + 5;
      assert.equal(seconds("s.a.1", "t.a.1"), seconds("s.a.1", "t") + toGroup + expose);
    });

    it("from outside loads the grid and goes from its middle", () => {
      assert.equal(seconds("", "g"), 200);
      assert.equal(seconds("", "s.a.1"), 200 + 100 / 10 + 1 + 2 + 40 + enterA + expose);
    });

    it("to where the stage stands takes no time", () => {
      assert.equal(seconds("s.a.1", "s.a"), 0);
      assert.equal(seconds("s.a.1", "g"), 0);
      assert.equal(seconds("s.a.1", "s.a.1"), 0);
    });

    it("into what was not surveyed takes along atlas and square image", () => {
      const seen = new RevealedTree(tree);
      seen.reveal(0);
      const [grid, square] = [tree.row("g")!, tree.row("s")!];
      assert.equal(model.expectedSeconds(seen, 0, grid), 300);
      seen.reveal(grid);
      assert.equal(model.expectedSeconds(seen, 0, grid), 200);
      assert.equal(model.expectedSeconds(seen, grid, square), 100 / 10 + 1 + 2 + 40 + 20);
      seen.reveal(square);
      assert.equal(model.expectedSeconds(seen, grid, square), 100 / 10 + 1 + 2 + 40);
    });

    it("to a position shifts to its hole, then within it", () => {
      const layout = { grids: 1, squaresPerGrid: 1, groupsPerSquare: 1, holesPerGroup: 2, positionsPerHole: 2 };
      const pitches = { squarePitchMicrometers: 0, groupPitchMicrometers: 0 };
      const deep = TargetTree.from(placedTargets({ ...layout, ...pitches }), positionTreeShape);
      const way = (from: string, to: string) => model.expectedSeconds(deep, deep.row(from)!, deep.row(to)!);
      assert.equal(way("0.0.0", "0.0.0.1"), 0.75);
      assert.equal(way("0.0.0.0.0", "0.0.0.0.1"), 3.125);
      assert.equal(way("0.0.0.0.0", "0.0.0.1.1"), 3.875);
    });
  });

  describe("any ways", () => {
    it("take time unless the stage is there, add up, and lie within the bounds", () => {
      fc.assert(
        fc.property(trees, optionSets, (tree, options) => {
          const model = create(options);
          const most = model.mostSeconds(tree);
          forEachWay(tree, (from, target) => {
            const seconds = model.expectedSeconds(tree, from, target);
            const way = `from ${from} to ${target}`;
            if (tree.contains(target, from)) return assert.equal(seconds, 0, way);
            assert.ok(seconds > 0, `${way}: ${seconds}`);
            atMost(seconds, most, `${way}: mostSeconds`);
            atMost(model.leastEntrySeconds(tree, target), seconds, `${way}: leastEntrySeconds`);
            if (tree.isLeaf(target) && tree.contains(from, target)) {
              atMost(model.leastSecondsBelow(tree, tree.level[from]!), seconds, `${way}: leastSecondsBelow`);
            }
            const parent = tree.parent[target]!;
            if (tree.contains(parent, from)) return;
            const parts = model.expectedSeconds(tree, from, parent) + model.expectedSeconds(tree, parent, target);
            assert.ok(Math.abs(parts - seconds) < 1e-6, `${way} by way of ${parent}: ${parts}, not ${seconds}`);
          });
        }),
        { numRuns: 60 },
      );
    });

    it("to the leaves of one group take the same from outside it", () => {
      fc.assert(
        fc.property(trees, optionSets, (tree, options) => {
          const model = create(options);
          const secondsTo = new Map<string, number>();
          forEachWay(tree, (from, leaf) => {
            const group = tree.ancestor(leaf, 3);
            if (!tree.isLeaf(leaf) || tree.contains(group, from)) return;
            const seconds = model.expectedSeconds(tree, from, leaf);
            assert.equal(seconds, secondsTo.get(`${from} ${group}`) ?? seconds);
            secondsTo.set(`${from} ${group}`, seconds);
          });
        }),
        { numRuns: 30 },
      );
    });

    it("have bounds that are met: by a group's nearest neighbour, and at a grid's rim", () => {
      const tree = smallTree();
      const model = create(plain);
      const least = (id: string) => model.leastEntrySeconds(tree, tree.row(id)!);
      const way = (from: string, to: string) => model.expectedSeconds(tree, tree.row(from)!, tree.row(to)!);
      assert.equal(least("s.a"), way("s.b", "s.a"));
      assert.equal(least("s.b"), way("s.a", "s.b"));
      assert.equal(least("t.a"), way("t", "t.a"));
      const moveSeconds = 3050 / 10 + 1 + 2;
      assert.equal(model.mostSeconds(tree), 200 + 100 + 2 * moveSeconds + 40 + 20 + 6 + 3 + 15 + 5 + 0.75 + 3);
    });

    it("have a least entry that a later survey does not make wrong", () => {
      const whole = smallTree();
      const seen = new RevealedTree(whole);
      const model = create(plain);
      const row = (id: string) => whole.row(id)!;
      seen.reveal(0);
      model.leastEntrySeconds(seen, row("s.a"));
      for (const id of ["g", "s"]) seen.reveal(row(id));
      assert.equal(model.leastEntrySeconds(seen, row("s.a")), model.expectedSeconds(seen, row("s.b"), row("s.a")));
    });

    it("count a place that nobody knows as far away", () => {
      const targets = smallTree().descriptions();
      const tree = TargetTree.from(targets.map(({ stageXMicrometers: _, ...rest }) => rest));
      const model = create(plain);
      forEachWay(new RevealedTree(tree), (from, target) => {
        assert.ok(model.expectedSeconds(tree, from, target) <= model.mostSeconds(tree));
      });
    });
  });

  describe("drawn", () => {
    it("take what is expected without scatter and chance", () => {
      fc.assert(
        fc.property(trees, optionSets, fc.nat(), (tree, options, seed) => {
          const calm = {
            focus: { ...options.focus, fail_share: 0 },
            drift: { wait: options.drift.wait },
            maintenance: {},
          };
          const model = create({ ...options, ...calm });
          const random = new KeyedRandom(seed);
          forEachWay(tree, (from, target) => {
            const expected = model.expectedSeconds(tree, from, target);
            const drawn = model.drawnSeconds(tree, from, target, random, seed % 3, seed);
            assert.ok(Math.abs(drawn - expected) < 1e-9 * (1 + expected));
          });
        }),
        { numRuns: 30 },
      );
    });

    it("scatter around what is expected, repeated autofocus and long drift included", () => {
      const tree = smallTree();
      const model = create({
        ...plain,
        jitter: 0.3,
        focus: { ...plain.focus, fail_share: 0.4, tries: 2 },
        drift: { wait: "5 s", long_share: 0.2, long_wait: "60 s" },
      });
      const [from, target] = [tree.row("t.a.1")!, tree.row("s.a.1")!];
      const expected = model.expectedSeconds(tree, from, target);
      let sum = 0;
      let squares = 0;
      const count = 20_000;
      for (let seed = 0; seed < count; seed++) {
        const drawn = model.drawnSeconds(tree, from, target, new KeyedRandom(seed), 0, 0);
        assert.ok(drawn > 0);
        sum += drawn;
        squares += drawn ** 2;
      }
      const mean = sum / count;
      const error = Math.sqrt((squares / count - mean ** 2) / count);
      assert.ok(error > 0.05, "they scatter");
      assert.ok(Math.abs(mean - expected) < 4 * error, `mean ${mean}, expected ${expected} ± ${error}`);
    });

    it("depend on the world, the target and the try alone", () => {
      const tree = smallTree();
      const model = create({ ...plain, jitter: { exposure: 0.5 } });
      const drawn = (to: string, seed: number, nth: number) =>
        model.drawnSeconds(tree, tree.row("s.a")!, tree.row(to)!, new KeyedRandom(seed), nth, 0);
      assert.equal(drawn("s.a.1", 1, 0), drawn("s.a.1", 1, 0));
      const others = [drawn("s.a.1", 1, 0), drawn("s.a.2", 1, 0), drawn("s.a.1", 2, 0), drawn("s.a.1", 1, 1)];
      assert.equal(new Set(others).size, 4);
    });
  });

  describe("phases", () => {
    const tree = smallTree();

    it("tell moving, focusing, exposing and surveying apart", () => {
      const model = create(plain);
      const phases = (seen: TargetTree, from: string, to: string) => {
        const into = new Float64Array(phaseNames.length);
        model.drawnPhases!(seen, tree.row(from)!, tree.row(to)!, new KeyedRandom(1), 0, 0, into);
        return [...into];
      };
      assert.deepEqual(phases(tree, "s.a.1", "s.a.2"), [0.75, 0, 3, 0, 0]);
      assert.deepEqual(phases(tree, "s", "s.a"), [30 / 10 + 1 + 2, 6 + 15 + 5, 0, 0, 0]);
      assert.deepEqual(phases(tree, "g", "s"), [100 / 10 + 1 + 2, 40, 0, 0, 0]);
      const seen = new RevealedTree(tree);
      seen.reveal(0);
      assert.deepEqual(phases(seen, "", "g"), [200, 0, 0, 100, 0]);
      seen.reveal(tree.row("g")!);
      assert.deepEqual(phases(seen, "g", "s"), [100 / 10 + 1 + 2, 40, 0, 20, 0]);
    });

    it("add up to what is drawn, maintenance being waited for", () => {
      fc.assert(
        fc.property(trees, optionSets, fc.nat(), fc.nat(100_000), (tree, options, seed, clock) => {
          const model = create({ ...options, jitter: 0.4 });
          const random = new KeyedRandom(seed);
          forEachWay(tree, (from, target) => {
            const into = new Float64Array(phaseNames.length);
            model.drawnPhases!(tree, from, target, random, 1, clock, into);
            const drawn = model.drawnSeconds(tree, from, target, random, 1, clock);
            const sum = into.reduce((a, b) => a + b, 0);
            assert.ok(Math.abs(sum - drawn) <= 1e-9 * (1 + drawn), `${sum}, not ${drawn}`);
            const work = model.drawnSeconds(tree, from, target, random, 1, Number.NaN);
            assert.ok(Math.abs(into[Phase.Waiting]! - (drawn - work)) <= 1e-9 * (1 + drawn));
          });
        }),
        { numRuns: 30 },
      );
    });
  });

  it("says what a tree without stage positions lacks and what to use instead", () => {
    const bare = smallTree()
      .descriptions()
      .map(({ stageYMicrometers, ...rest }) => rest);
    assert.equal(
      create().problemWith?.(TargetTree.from(bare)),
      "the latency model 'kinematic' needs stage positions, which 2 squares and 4 groups lack: a session table gives them in the columns stage_x_micrometers and stage_y_micrometers; without them use the latency model 'levels'",
    );
    assert.equal(create().problemWith?.(smallTree()), undefined);
    assert.equal(create().problemWith?.(TargetTree.from([])), undefined);
    const levels = ["cassette", "grid", "square", "hole"];
    const other = TargetTree.from([], { levels, features: { version: 1, levels: [[], [], [], []] } });
    assert.match(create().problemWith?.(other) ?? "", /knows the levels cassette, grid, square, group, hole/);
  });
});
