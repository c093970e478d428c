import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { WorldGenerator } from "../../../../env/world/generator/generate-world.js";
import { largestWorld } from "../../../../env/world/generator/largest-world.js";
import { generatedOptions } from "../../../../env/world/generator/options.js";
import { generated } from "../../../support/generated-worlds.js";

const { quality } = generated();
const patches = { grids: 2, squares: 6, groups_per_square: [2, 3], holes_per_group: [4, 9] };

/** Path and sentence of what is wrong. */
function problem(given: object): string {
  const { error } = generatedOptions.safeParse({ layout: patches, quality, ...given });
  return error === undefined ? "" : error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n");
}

describe("options of generated worlds", () => {
  it("have defaults for what a scenario need not say", () => {
    const options = generated();
    assert.equal(options.survey, "complete");
    assert.deepEqual(options.layout.squares, [6, 6]);
    assert.equal(options.layout.hole_pitch, 2.5);
    assert.equal(options.prediction, undefined);
    assert.equal(options.defects.broken_square_share, 0);
    assert.deepEqual(options.ice.mean, [55, 85]);
    assert.deepEqual(generated({ ice: { best: ["20 nm", "0.05 um"] } }).ice.best, [20, 50]);
  });

  it("say what is wrong, where, and what is expected", () => {
    assert.equal(problem({}), "");
    for (const [given, expected] of [
      [{ survey: "recorded" }, /^survey: expected 'complete' or 'on-entry'/],
      [{ samples: 3 }, /^samples: expected at most as many samples as grids/],
      [{ layout: { grids: 2, squares: 6 } }, /^layout: expected 'groups_per_square' and 'holes_per_group' with/],
      [{ grouping: { kind: "tiles", radius: "7 um" } }, /^layout: .* neither where groups are formed/],
      [{ grouping: { kind: "tiles" } }, /^grouping: expected 'radius' with/],
      [{ grouping: { kind: "tile", radius: "7 um" } }, /^grouping.kind: /],
      [{ layout: { ...patches, squares: [6, 2] } }, /^layout.squares: expected \[least, most\] with least ≤ most/],
      [{ layout: { ...patches, squares: 0 } }, /^layout.squares: expected a whole number from 1 to 10000, or/],
      [{ ice: { best: ["80 nm", "30 nm"] } }, /^ice.best: expected \[least, most\] with least ≤ most/],
      [{ layout: { ...patches, hole_pitch: "3 s" } }, /^layout.hole_pitch: /],
      [{ layout: { ...patches, squares: 10_000, groups_per_square: [1, 1000] } }, /^layout: the largest world/],
      [{ ice: { mean: 50 } }, /^ice.mean: expected a length above 0 such as '40 nm' or \[least, most\]/],
      [{ ice: { grid: 0.9, square: 0.9 } }, /^ice: the shares of .* must add up to at most 1/],
      [{ defects: { crack_share: 2 } }, /^defects.crack_share: .*expected number to be <=1/],
      [{ prediction: {} }, /^prediction: expected either 'correlation' or 'auc'/],
      [{ prediction: { correlation: 0.5, auc: 0.8 } }, /^prediction: expected either/],
      [{ prediction: { correlation: 1 } }, /^prediction.correlation: .*expected number to be <1/],
      [{ positions_per_hole: 0 }, /^positions_per_hole: /],
      [{ hide: ["ice"] }, /^hide.0: /],
      [{ exposure: { kind: "tilt_series", tilts: 300, failure_share_per_tilt: 0 } }, /^exposure.tilts: /],
      [
        { quality: { ...quality, good_variance_shares: { square: 0.6, group: [0.1, 0.5] } } },
        /^quality.good_variance_shares: the shares must add up to at most 1/,
      ],
    ] as const) {
      assert.match(problem(given), expected, JSON.stringify(given));
    }
  });
});

describe("largestWorld", () => {
  const range = (most: number) =>
    fc
      .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
  const micrometers = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
  const layouts = fc.record({
    grids: fc.integer({ min: 1, max: 5 }),
    squares: range(8),
    groups_per_square: range(4),
    holes_per_group: range(12),
  });
  const lattices = fc.record({
    layout: fc.record({
      grids: fc.integer({ min: 1, max: 5 }),
      squares: range(5),
      hole_pitch: micrometers(1, 6).map((pitch) => `${pitch} um`),
      square_side: fc.option(
        micrometers(1, 40).map((side) => `${side} um`),
        { nil: undefined },
      ),
    }),
    grouping: fc.record({
      kind: fc.constantFrom("tiles", "greedy-cover"),
      radius: micrometers(0.5, 15).map((radius) => `${radius} um`),
    }),
  });
  const positions = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });

  it("is exceeded by no world", () => {
    const scenarios = fc.oneof(
      layouts.map((layout) => ({ layout })),
      lattices,
    );
    fc.assert(
      fc.property(scenarios, positions, fc.integer(), (given, positions_per_hole, seed) => {
        const options = generatedOptions.parse({ quality, ...given, positions_per_hole });
        const most = largestWorld(options);
        const { tree } = new WorldGenerator(options).create(new KeyedRandom(seed));
        assert.ok(tree.size <= most.mostTargets, `${tree.size} targets, not ${most.mostTargets}`);
        assert.ok(tree.size - tree.firstLeaf <= most.mostHoles);
        assert.ok(tree.firstLeaf <= most.mostNodes);
        const children = Math.max(...tree.childCount);
        assert.ok(children <= most.mostChildren, `${children} children, not ${most.mostChildren}`);
      }),
      { numRuns: 150 },
    );
  });

  it("is the world itself where nothing is left to chance", () => {
    const layout = { grids: 4, squares: 8, groups_per_square: [5, 5], holes_per_group: [24, 24] };
    const options = generatedOptions.parse({ quality, layout });
    const { tree } = new WorldGenerator(options).create(new KeyedRandom(1));
    const { mostTargets, mostHoles, mostNodes, mostChildren } = largestWorld(options);
    assert.deepEqual([mostTargets, mostHoles, mostNodes, mostChildren], [1013, 960, 53, 24]);
    assert.deepEqual([tree.size, tree.size - tree.firstLeaf], [1013, 960]);
  });
});
