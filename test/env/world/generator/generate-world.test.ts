import assert from "node:assert/strict";
import { mean, sampleCorrelation, sampleStandardDeviation } from "simple-statistics";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { enclosingCircle } from "../../../../env/world/grouping/enclosing-circle.js";
import type { WorldData } from "../../../../env/world/world-data.js";
import { generated, generatedWorlds, rowsOf } from "../../../support/generated-worlds.js";

const feature = ({ tree }: WorldData, row: number, name: string) =>
  tree.feature(row, tree.featureIndex(tree.level[row]!, name));
const known = (worlds: readonly WorldData[]) =>
  worlds.flatMap((world) =>
    rowsOf(world, world.tree.shape.levels.at(-1)!)
      .filter((row) => !Number.isNaN(world.ctfResolutionAngstrom[row]!))
      .map((row) => ({ world, row, log: Math.log(world.ctfResolutionAngstrom[row]!) })),
  );
const lattice = { grids: 2, squares: 6 } as const;

describe("generated worlds", () => {
  it("are sound trees in the order of finding, with names that read well", () => {
    const [world] = generatedWorlds({}, 1);
    const { tree } = world!;
    const again = TargetTree.from(tree.descriptions());
    assert.deepEqual(again.parent, tree.parent);
    assert.deepEqual(again.ordinal, tree.ordinal);
    assert.deepEqual(again.stageXMicrometers, tree.stageXMicrometers);
    assert.deepEqual(again.arrays.features, tree.arrays.features);
    assert.equal(tree.path(tree.firstLeaf + 9), "grid-1 / square-1 / group-2 / hole-1");
    assert.equal(new Set(tree.ids).size, tree.size);
  });

  it("have holes a pitch apart, within their square, their place in the image as on the stage", () => {
    for (const layout of [generated().layout, lattice]) {
      const formed = layout === lattice ? ({ kind: "greedy-cover", radius: "7 um" } as const) : undefined;
      const worlds = generatedWorlds(
        formed === undefined ? {} : { layout: { ...lattice, hole_pitch: "2.5 um" }, grouping: formed },
        5,
      );
      for (const world of worlds) {
        const { tree } = world;
        for (const square of rowsOf(world, "square")) {
          const holes = rowsOf(world, "hole").filter((row) => tree.contains(square, row));
          const nearest = holes.map((a) => Math.min(...holes.filter((b) => b !== a).map((b) => between(tree, a, b))));
          assert.ok(nearest.every((distance) => distance > 1.24 && distance < 2.6));
          const side = Math.sqrt(feature(world, square, "area_square_micrometers"));
          assert.ok(holes.every((hole) => between(tree, hole, square) < side));
          assert.ok(holes.every((hole) => feature(world, hole, "edge_distance_micrometers") >= 0));
        }
        for (const hole of rowsOf(world, "hole")) {
          const group = tree.parent[hole]!;
          const pixels = Math.hypot(tree.imageXPixels[hole]!, tree.imageYPixels[hole]!);
          assert.ok(Math.abs((pixels * 2.5) / 182 - between(tree, hole, group)) < 1e-6);
        }
      }
    }
  });

  it("form groups within the image-shift radius of their stage position", () => {
    for (const kind of ["tiles", "greedy-cover"] as const) {
      for (const world of generatedWorlds({ layout: lattice, grouping: { kind, radius: "7 um" } }, 5)) {
        const { tree } = world;
        for (const group of rowsOf(world, "group")) {
          const holes = rowsOf(world, "hole").filter((hole) => tree.parent[hole] === group);
          assert.ok(holes.length > 0);
          assert.ok(holes.every((hole) => between(tree, hole, group) <= 7 + 1e-9));
        }
      }
    }
  });

  it("have features that tell of the ice: thicker is darker, and what the regressor says is as good as stated", () => {
    const worlds = generatedWorlds({ prediction: { correlation: 0.7 } }, 30);
    const holes = known(worlds);
    const thickness = holes.map(({ world, row }) => world.iceThicknessNanometers![row]!);
    const intensity = holes.map(({ world, row }) => feature(world, row, "mean_intensity"));
    assert.ok(sampleCorrelation(thickness, intensity) < -0.8);
    assert.ok(mean(thickness) > 55 && mean(thickness) < 85, `${mean(thickness)} nm`);
    const logs = holes.map(({ log }) => log);
    const guesses = holes.map(({ world, row }) => Math.log(feature(world, row, "predicted_ctf_resolution_angstrom")));
    assert.ok(Math.abs(sampleCorrelation(logs, guesses) - 0.7) < 0.03);
    assert.ok(sampleStandardDeviation(guesses) < sampleStandardDeviation(logs));
  });

  it("mislead where the scenario says so, and are silent without a regressor", () => {
    const wrong = known(generatedWorlds({ prediction: { auc: 0.2 } }, 10));
    const guess = ({ world, row }: (typeof wrong)[number]) => feature(world, row, "predicted_ctf_resolution_angstrom");
    assert.ok(
      sampleCorrelation(
        wrong.map(({ log }) => log),
        wrong.map((hole) => Math.log(guess(hole))),
      ) < -0.3,
    );
    assert.ok(known(generatedWorlds({}, 2)).every((hole) => Number.isNaN(guess(hole))));
  });

  it("hold regressors of another sample, which know nothing of what this one's ice hides", () => {
    const best: [string, string] = ["30 nm", "110 nm"];
    const correlationWith = (trained_on: "same-sample" | "other-sample") =>
      generatedWorlds(
        {
          ice: { mean: "70 nm", sd: "20 nm", best, tolerance: "25 nm" },
          quality: {
            ...generated().quality,
            good_variance_shares: { square: 0.1, group: 0.05, ice: 0.6 },
            value_variance_shares: { square: 0.1, group: 0.1 },
          },
          prediction: { correlation: 0.9, trained_on },
        },
        30,
      ).map((world) => {
        const holes = known([world]);
        return sampleCorrelation(
          holes.map(({ log }) => log),
          holes.map(({ row }) => Math.log(feature(world, row, "predicted_ctf_resolution_angstrom"))),
        );
      });
    const same = correlationWith("same-sample");
    const other = correlationWith("other-sample");
    assert.ok(Math.min(...same) > 0.7, `${same}`);
    assert.ok(mean(other) < 0.45 && Math.min(...other) < 0 && Math.max(...other) > 0.3, `${other}`);
  });

  it("differ from sample to sample in which ice is best", () => {
    const worlds = generatedWorlds(
      {
        samples: 2,
        ice: { mean: "70 nm", sd: "20 nm", best: ["20 nm", "120 nm"], tolerance: "30 nm", grid: 0, gradient: 0 },
        quality: { ...generated().quality, good_variance_shares: { square: 0, group: 0, ice: 0.7 } },
      },
      20,
    );
    const slopes = worlds.map((world) => {
      const [one, two] = rowsOf(world, "grid").map((grid) => {
        const holes = known([world]).filter(({ row }) => world.tree.contains(grid, row));
        return sampleCorrelation(
          holes.map(({ row }) => world.iceThicknessNanometers![row]!),
          holes.map(({ log }) => log),
        );
      });
      return [one!, two!] as const;
    });
    const opposed = slopes.filter(([one, two]) => one * two < 0 && Math.abs(one - two) > 0.5).length;
    assert.ok(opposed >= 4, `${opposed} of 20 worlds have samples of opposite taste`);
  });

  it("have more particles in good ice", () => {
    const holes = known(generatedWorlds({ ice: { best: "60 nm", tolerance: "15 nm" }, particles: 300 }, 20));
    const particles = (near: boolean) =>
      holes
        .filter(({ world, row }) => Math.abs(world.iceThicknessNanometers![row]! - 60) < 10 === near)
        .map(({ world, row }) => world.particleCount![row]!);
    assert.ok(mean(particles(true)) > 2 * mean(particles(false)));
    assert.ok(holes.every(({ world, row }) => Number.isInteger(world.particleCount![row]!)));
  });
});

describe("what nature breaks in generated worlds", () => {
  const isEmpty = (world: WorldData, hole: number) => world.iceThicknessNanometers![hole] === 0;

  it("leaves broken squares without holes", () => {
    const worlds = generatedWorlds({ defects: { broken_square_share: 0.3 } }, 40);
    const squares = worlds.flatMap((world) => rowsOf(world, "square").map((row) => world.tree.childCount[row]!));
    const share = squares.filter((count) => count === 0).length / squares.length;
    assert.ok(share > 0.2 && share < 0.4, `${share}`);
    assert.ok(squares.every((count) => count === 0 || count === 3));
    for (const world of worlds) TargetTree.from(world.tree.descriptions());
  });

  it("leaves empty squares and holes without ice: bright, never good, without particles", () => {
    for (const defects of [{ empty_square_share: 0.3 }, { empty_hole_share: 0.3 }]) {
      const worlds = generatedWorlds({ defects }, 40);
      const holes = worlds.flatMap((world) => rowsOf(world, "hole").map((row) => ({ world, row })));
      const empty = holes.filter(({ world, row }) => isEmpty(world, row));
      assert.ok(Math.abs(empty.length / holes.length - 0.3) < 0.1);
      for (const { world, row } of empty) {
        assert.ok(Number.isNaN(world.ctfResolutionAngstrom[row]!));
        assert.equal(world.particleCount![row], 0);
        assert.ok(feature(world, row, "mean_intensity") > 0.9);
      }
    }
  });

  it("cracks squares along a line", () => {
    const worlds = generatedWorlds(
      { layout: lattice, grouping: { kind: "tiles", radius: "7 um" }, defects: { crack_share: 1 } },
      5,
    );
    for (const world of worlds) {
      for (const square of rowsOf(world, "square")) {
        const holes = rowsOf(world, "hole").filter((row) => world.tree.contains(square, row));
        const broken = holes.filter((row) => isEmpty(world, row));
        assert.ok(broken.length < holes.length);
        if (broken.length < 3) continue;
        const x = broken.map((row) => world.tree.stageXMicrometers[row]!);
        const y = broken.map((row) => world.tree.stageYMicrometers[row]!);
        assert.ok(width(x, y) <= 5 + 1e-6, `${width(x, y)} µm across`);
      }
    }
  });

  it("makes grids that can't be loaded", () => {
    assert.equal(generatedWorlds({}, 1)[0]!.unreachable, undefined);
    const worlds = generatedWorlds({ defects: { unloadable_grid_share: 0.5 } }, 40);
    const flags = worlds.flatMap((world) => rowsOf(world, "grid").map((row) => world.unreachable?.[row] ?? 0));
    assert.ok(Math.abs(mean(flags) - 0.5) < 0.15);
    assert.ok(
      worlds.every((world) => world.unreachable!.subarray(world.tree.levelStart[2]).every((flag) => flag === 0)),
    );
  });
});

describe("exposures in generated worlds", () => {
  it("may be several in a hole, where the ice is thinner towards the middle", () => {
    const worlds = generatedWorlds({ positions_per_hole: 5, ice: { meniscus: "30 nm" } }, 5);
    for (const world of worlds) {
      const { tree } = world;
      assert.equal(tree.shape.levels.at(-1), "position");
      for (const hole of rowsOf(world, "hole")) {
        const first = tree.firstChild[hole]!;
        assert.equal(tree.childCount[hole], 5);
        assert.equal(feature(world, first, "center_offset_micrometers"), 0);
        const thickness = [...world.iceThicknessNanometers!.subarray(first, first + 5)];
        assert.ok(thickness.every((value, n) => n === 0 || value >= thickness[n - 1]!));
        assert.ok(thickness[0]! < thickness[4]! || thickness[4] === 5);
        const { radius } = enclosingCircle(
          tree.stageXMicrometers.subarray(first, first + 5),
          tree.stageYMicrometers.subarray(first, first + 5),
        );
        assert.ok(radius < 0.6);
      }
    }
    const ofHole = worlds.flatMap((world) =>
      rowsOf(world, "hole").map((hole) => {
        const first = world.tree.firstChild[hole]!;
        return [0, 4].map((n) => Math.log(world.ctfResolutionAngstrom[first + n]!));
      }),
    );
    const both = ofHole.filter((pair) => !pair.some(Number.isNaN));
    const correlation = sampleCorrelation(
      both.map(([first]) => first!),
      both.map(([, last]) => last!),
    );
    assert.ok(correlation > 0.4 && correlation < 0.95, `${correlation}`);
  });

  it("may be tilt series, some of which end early", () => {
    const worlds = generatedWorlds(
      {
        exposure: { kind: "tilt_series", tilts: 41, failure_share_per_tilt: 0.01 },
        defects: { empty_hole_share: 0.1 },
      },
      20,
    );
    const holes = worlds.flatMap((world) => rowsOf(world, "hole").map((row) => ({ world, row })));
    const sound = holes.filter(({ world, row }) => world.iceThicknessNanometers![row]! > 0);
    const complete = sound.filter(({ world, row }) => world.completedTilts![row] === 41).length / sound.length;
    assert.ok(worlds.every((world) => world.plannedTilts === 41));
    assert.ok(Math.abs(complete - 0.99 ** 41) < 0.04, `${complete}`);
    assert.ok(
      holes.every(({ world, row }) => world.iceThicknessNanometers![row]! > 0 || world.completedTilts![row] === 0),
    );
  });

  it("show nothing of what is hidden", () => {
    const hide = ["predicted_ctf_resolution_angstrom", "contamination", "square_mean_intensity"];
    const [world] = generatedWorlds({ hide, prediction: { auc: 0.8 } }, 1);
    const [hole, square] = [rowsOf(world!, "hole")[0]!, rowsOf(world!, "square")[0]!];
    assert.ok(Number.isNaN(feature(world!, hole, "predicted_ctf_resolution_angstrom")));
    assert.ok(Number.isNaN(feature(world!, hole, "contamination")));
    assert.ok(Number.isNaN(feature(world!, square, "mean_intensity")));
    assert.ok(!Number.isNaN(feature(world!, hole, "mean_intensity")));
    assert.ok(!Number.isNaN(feature(world!, square, "area_square_micrometers")));
  });
});

function between({ stageXMicrometers: x, stageYMicrometers: y }: TargetTree, a: number, b: number): number {
  return Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!);
}

/** Least width of a set of points, over all directions. */
function width(x: readonly number[], y: readonly number[]): number {
  return Math.min(
    ...Array.from({ length: 1800 }, (_, i) => {
      const [cos, sin] = [Math.cos((i * Math.PI) / 1800), Math.sin((i * Math.PI) / 1800)];
      const across = x.map((value, n) => value * sin - y[n]! * cos);
      return Math.max(...across) - Math.min(...across);
    }),
  );
}
