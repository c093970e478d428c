import assert from "node:assert/strict";
import { GridOutlook } from "../../../agent/search/grid-outlook.js";
import { SessionModel } from "../../../agent/search/session-model.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { madeUpBelief } from "../../support/made-up-belief.js";
import { planOf } from "../../support/plans.js";
import { smallWorld } from "../../support/small-worlds.js";

/** Two grids of three squares, whose qualities have a share in common with their grid, and that with the sample. */
function setup(gridShare: number, sampleShare: number) {
  const square = [4];
  const world = new World(
    smallWorld([
      [square, square, square],
      [square, square, square],
    ]),
    planOf(60),
    new KeyedRandom(1),
  );
  const session = world.begin();
  const model = new SessionModel(session, madeUpBelief(session, { chance: () => 0.5, squareSd: 1 }), () => {
    throw new Error("everything was surveyed");
  });
  model.gridShare.values.fill(gridShare);
  model.sampleShare.values.fill(sampleShare);
  return new GridOutlook(model);
}

/** Mean and variance of an unseen square of each grid, by inverting the covariance of the measured ones. */
function exact(
  gridShare: number,
  sampleShare: number,
  measured: readonly (readonly [grid: number, precision: number, value: number])[],
) {
  const covariance = (a: number, b: number) => gridShare * (a === b ? 1 : sampleShare);
  // Gaussian elimination on [Σ + noise | values | cross-covariances with a square of grid 0 and of grid 1].
  const rows = measured.map(([grid, precision, value], i) => [
    ...measured.map(([other], j) => (i === j ? 1 + 1 / precision : covariance(grid, other))),
    value,
    covariance(grid, 0),
    covariance(grid, 1),
  ]);
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k < n + 3; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  return [0, 1].map((grid) => {
    let mean = 0;
    let variance = 1;
    measured.forEach(([of], i) => {
      mean += (covariance(of, grid) * rows[i]![n]!) / rows[i]![i]!;
      variance -= (covariance(of, grid) * rows[i]![n + 1 + grid]!) / rows[i]![i]!;
    });
    return { mean, variance };
  });
}

describe("GridOutlook", () => {
  it("is the exact posterior of squares not seen, given what was measured in others", () => {
    for (const [gridShare, sampleShare] of [
      [0.5, 0.5],
      [0.8, 0],
      [0.3, 1],
      [0.9, 0.2],
    ] as const) {
      const outlook = setup(gridShare, sampleShare);
      const measured = [
        [0, 2, 1.2],
        [0, 0.5, -0.3],
        [1, 4, -2],
      ] as const;
      // Squares 0 and 1 of the first grid, square 3 the first of the second.
      [0, 1, 3].forEach((square, i) => {
        const [, precision, value] = measured[i]!;
        outlook.learned(square, precision, precision * value);
      });
      exact(gridShare, sampleShare, measured).forEach(({ mean, variance }, grid) => {
        const text = `shares ${gridShare}, ${sampleShare}, grid ${grid}`;
        assert.ok(Math.abs(outlook.mean(grid) - mean) < 1e-9, `${text}: mean ${outlook.mean(grid)}, exact ${mean}`);
        assert.ok(
          Math.abs(outlook.variance(grid) - variance) < 1e-9,
          `${text}: variance ${outlook.variance(grid)}, exact ${variance}`,
        );
      });
    }
  });

  it("replaces what a square has told when it tells more, and forgets everything", () => {
    const outlook = setup(0.5, 0.5);
    outlook.learned(0, 1, 3);
    outlook.learned(0, 2, 2.4);
    const once = setup(0.5, 0.5);
    once.learned(0, 2, 2.4);
    assert.ok(
      Math.abs(outlook.mean(0) - once.mean(0)) < 1e-12 && outlook.mean(0) > outlook.mean(1) && outlook.mean(1) > 0,
    );
    outlook.reset();
    assert.deepEqual([outlook.mean(0), outlook.mean(1), outlook.variance(0)], [0, 0, 1]);
  });
});
