import assert from "node:assert/strict";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../../../env/tree/target-description.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import type { StatisticsWorld } from "../../../../env/world/statistics/statistics-world.js";
import { worldStatistics } from "../../../../env/world/statistics/world-statistics.js";

type Outcome = { readonly ctfResolutionAngstrom: number };
const isGood = ({ ctfResolutionAngstrom }: Outcome) => ctfResolutionAngstrom <= 6;

interface Hole {
  readonly ctf: number;
  readonly x: number;
  readonly y?: number;
  readonly predicted?: number;
}

/** A world of one grid: squares of groups of holes. */
function world(squares: readonly (readonly (readonly Hole[])[])[]): StatisticsWorld {
  const targets: TargetDescription[] = [{ id: "g", level: 1, name: "g" }];
  const ctf = new Map<string, number>();
  squares.forEach((groups, s) => {
    targets.push({ id: `${s}`, parentId: "g", level: 2, name: `${s}` });
    groups.forEach((holes, p) => {
      targets.push({ id: `${s}.${p}`, parentId: `${s}`, level: 3, name: `${p}` });
      holes.forEach(({ x, y = 0, predicted, ...hole }, h) => {
        const id = `${s}.${p}.${h}`;
        const features = predicted === undefined ? {} : { [PREDICTED_CTF_RESOLUTION.name]: predicted };
        targets.push({ id, parentId: `${s}.${p}`, level: 4, name: id, imageXPixels: x, imageYPixels: y, features });
        ctf.set(id, hole.ctf);
      });
    });
  });
  const tree = TargetTree.from(targets);
  return { tree, ctfResolutionAngstrom: Float64Array.from(tree.ids, (id) => ctf.get(id) ?? Number.NaN) };
}

/** Holes in a row, one pitch of 182 pixels apart. */
const row = (...ctfs: number[]): Hole[] => ctfs.map((ctf, i) => ({ ctf, x: 182 * i }));

const close = (value: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}; expected ${expected}`);

describe("worldStatistics", () => {
  it("weighs squares alike in one column, holes alike in the other", () => {
    const { mean, worlds } = worldStatistics([world([[row(4, 4, 4, 8)], [row(8, Number.NaN)]])], isGood);
    assert.equal(worlds, 1);
    assert.deepEqual(mean.counts, { grid: 1, square: 2, group: 2, hole: 6 });
    close(mean.goodShare.byHole, 3 / 6);
    close(mean.goodShare.bySquare.mean, (3 / 4 + 0) / 2);
    close(mean.goodShare.bySquare.sd, 3 / 8);
    close(mean.failedShare.byHole, 1 / 6);
    close(mean.failedShare.bySquare, 1 / 4);
    assert.equal(mean.ctfQuantilesAngstrom.byHole.q50, 4);
    assert.equal(mean.ctfQuantilesAngstrom.bySquare.q50, 8);
    close(mean.logCtf.bySquare.mean, (0.75 * Math.log(4) + 0.25 * Math.log(8) + Math.log(8)) / 2);
    close(mean.holesWithGoodShare, 1);
  });

  it("splits variance plainly where squares weigh alike", () => {
    const { square, group, hole } = worldStatistics(
      [
        world([
          [row(4, 4), row(8, 8)],
          [row(8, 8), row(8, 8)],
        ]),
      ],
      isGood,
    ).mean.varianceShares.bySquare.good;
    // Labels 1 1 0 0 | 0 0 0 0: variance 3/16, of which between squares 1/16, between groups 2/16.
    close(square, 1 / 3);
    close(group, 2 / 3);
    close(hole, 0);
  });

  it("counts neighbours once for each of the two, and knows the pitch from the positions", () => {
    for (const stretch of [1, 0.01, 7]) {
      const holes = row(4, 4, 8, 8, 8).map((hole) => ({ ...hole, x: hole.x * stretch }));
      const { byHole } = worldStatistics([world([[holes]])], isGood).mean.pairs;
      // Of three sides that look at a good neighbour two are good; of five that look at a bad one, one is.
      close(byHole.goodGivenNeighbourGood, 2 / 3);
      close(byHole.goodGivenNeighbourBad, 1 / 5);
    }
  });

  it("correlates inside of groups by distance, never across groups", () => {
    const [low, high] = [2, 8];
    const { byHole } = worldStatistics([world([[row(low, high, low, high, low, high)], [row(low, high)]])], isGood).mean
      .pairs;
    byHole.correlationByPitch.forEach((correlation, i) => void close(correlation, i % 2 === 0 ? -1 : 1, 1e-9));
    const alone = worldStatistics([world([[row(low)], [row(high)]])], isGood).mean.pairs.byHole;
    assert.ok(alone.correlationByPitch.every(Number.isNaN));
    assert.ok(Number.isNaN(alone.goodGivenNeighbourGood));
  });

  it("weighs pairs of a square by its holes where squares weigh alike", () => {
    const data = world([[row(4, 4)], [row(8, 8), row(8, 8), row(4, 8)]]);
    const { bySquare, byHole } = worldStatistics([data], isGood).mean.pairs;
    close(byHole.goodGivenNeighbourGood, 2 / 3);
    close(bySquare.goodGivenNeighbourGood, 1 / (1 + 1 / 6));
  });

  it("ranks by the prediction, ties half, and says nothing without one", () => {
    const predicted = (...values: number[]) =>
      values.map((value, i) => ({ ctf: i < 2 ? 4 : 8, x: i * 182, predicted: value }));
    const auc = (...values: number[]) => worldStatistics([world([[predicted(...values)]])], isGood).mean.predictorAuc;
    assert.equal(auc(1, 2, 3, 4), 1);
    assert.equal(auc(3, 4, 1, 2), 0);
    assert.equal(auc(5, 5, 5, 5), 0.5);
    assert.equal(auc(1, 4, 3, 4), 0.625);
    assert.ok(Number.isNaN(worldStatistics([world([[row(4, 8)]])], isGood).mean.predictorAuc));
  });

  it("averages over worlds, with their spread, over those that a figure can be had from", () => {
    const { mean, sd, worlds } = worldStatistics(
      [world([[row(4, 4, 8)]]), world([[row(4)]]), world([[row(8, 4, 4)]])],
      isGood,
    );
    assert.equal(worlds, 3);
    close(mean.goodShare.byHole, (2 / 3 + 1 + 2 / 3) / 3);
    close(sd.counts.hole!, Math.sqrt(4 / 3));
    close(mean.pairs.byHole.goodGivenNeighbourGood, 2 / 3);
    assert.throws(() => worldStatistics([], isGood), /expected at least one world/);
  });

  it("finds the correlation and the shares that values were drawn with", () => {
    const worlds = Array.from({ length: 40 }, (_, w) => {
      const random = new KeyedRandom(w);
      const normal = (key: number, kind: RandomKind) => random.normal(key, kind);
      return world(
        Array.from({ length: 12 }, (_, s) =>
          Array.from({ length: 6 }, (_, p) =>
            Array.from({ length: 25 }, (_, h) => ({
              ctf: Math.exp(
                2 +
                  Math.sqrt(0.3) * normal(s, RandomKind.SquareEffect) +
                  Math.sqrt(0.2) * normal(s * 6 + p, RandomKind.GroupEffect) +
                  Math.sqrt(0.5) * normal((s * 6 + p) * 25 + h, RandomKind.HoleEffect),
              ),
              x: 182 * (h % 5),
              y: 182 * Math.floor(h / 5),
            })),
          ),
        ),
      );
    });
    const { mean } = worldStatistics(worlds, isGood);
    const { square, group, hole } = mean.varianceShares.byHole.logCtf;
    close(square, 0.3, 0.05);
    close(group, 0.2, 0.05);
    close(hole, 0.5, 0.05);
    for (const correlation of mean.pairs.byHole.correlationByPitch) close(correlation, 0.5, 0.06);
  });

  it("says which level a tree lacks", () => {
    const tree = TargetTree.from([{ id: "a", level: 1, name: "a" }], {
      levels: ["cassette", "hole"],
      features: { version: 1, levels: [[], []] },
    });
    const flat = { tree, ctfResolutionAngstrom: Float64Array.of(Number.NaN, 4) };
    assert.throws(() => worldStatistics([flat], isGood), /the world has no level 'square', only cassette, hole/);
  });
});
