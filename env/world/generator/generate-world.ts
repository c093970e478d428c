import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { TargetTree } from "../../tree/target-tree.js";
import { defaultTreeShape, positionTreeShape, type TreeShape } from "../../tree/tree-shape.js";
import { groupingKinds } from "../grouping/kinds/index.js";
import type { WorldData } from "../world-data.js";
import { CtfDistribution } from "./ctf-distribution.js";
import { Draws } from "./drawn.js";
import { groupEffects, squareEffects } from "./effects.js";
import { Fields } from "./fields.js";
import { fillSquares } from "./fill-squares.js";
import { Ground } from "./ground.js";
import { hideFeatures } from "./hide-features.js";
import { HoleWriter } from "./hole-writer.js";
import { largestWorld, mostSide } from "./largest-world.js";
import { layLattice } from "./lay-lattice.js";
import { layPatches, mostPatchSide, type PatchCounts } from "./lay-patches.js";
import { breakSquares, laySquares } from "./lay-squares.js";
import { Leaves } from "./leaves.js";
import type { GeneratedOptions } from "./options.js";
import { PositionWriter } from "./position-writer.js";
import { Predictor } from "./predictor.js";
import { drawSample, type Sample } from "./sample.js";
import { worldArrays } from "./world-arrays.js";

/** Draws worlds of one scenario, each a function of its randomness. */
export class WorldGenerator {
  readonly shape: TreeShape;
  readonly #distribution: CtfDistribution;
  readonly #fields = new Fields();
  #ground: Ground | undefined;

  constructor(readonly options: GeneratedOptions) {
    this.shape = options.positions_per_hole === undefined ? defaultTreeShape : positionTreeShape;
    this.#distribution = new CtfDistribution(options.quality.ctf_quantiles, options.quality.good_angstrom);
  }

  /** The world of a seed: the same on every machine. */
  create(random: KeyedRandom): WorldData {
    const { options } = this;
    const { defects } = options;
    const draws = new Draws(random, 0, RandomKind.World);
    const shares = {
      unloadable: draws.between(defects.unloadable_grid_share),
      broken: draws.between(defects.broken_square_share),
      empty: draws.between(defects.empty_square_share),
      crack: draws.between(defects.crack_share),
      emptyHole: draws.between(defects.empty_hole_share),
    };
    const samples = Array.from({ length: options.samples }, (_, number) =>
      drawSample(options, this.#distribution, random, number),
    );
    this.#fields.reset(random);
    const ground = this.#lay(random, shares);
    const sampleOf = (grid: number): Sample => samples[Math.floor((grid * options.samples) / ground.grids)]!;
    const { hole_pitch } = options.layout;
    const perHole = options.positions_per_hole ?? 0;
    const rows = worldArrays(ground, this.shape, perHole, hole_pitch);
    const squares = squareEffects(ground, sampleOf, this.#fields.square, random);
    const groups = groupEffects(ground, sampleOf, squares, this.#fields.group, random);
    const leaves = new Leaves(rows.size, this.#distribution, random, options.exposure);
    const positions = perHole === 0 ? undefined : new PositionWriter(ground, rows, leaves, random, perHole, hole_pitch);
    fillSquares(ground, sampleOf, squares, rows.arrays.features[2]!, random);
    new HoleWriter(
      ground,
      sampleOf,
      groups,
      rows,
      leaves,
      this.#fields.hole,
      random,
      shares.emptyHole,
      this.#predictor(random),
      positions,
    ).writeAll();
    hideFeatures(rows.arrays, options.hide);
    const unreachable = this.#unreachable(rows.size, shares.unloadable, random);
    return {
      tree: new TargetTree(rows.arrays),
      ...leaves.outcomes(),
      ...(unreachable === undefined ? {} : { unreachable }),
      spent: [],
    };
  }

  #lay(random: KeyedRandom, shares: { broken: number; empty: number; crack: number }): Ground {
    const { layout, grouping } = this.options;
    this.#ground ??= new Ground(layout.grids, largestWorld(this.options));
    const ground = this.#ground;
    ground.groups = 0;
    ground.holes = 0;
    const patches = this.#patches();
    const side = patches === undefined ? mostSide(this.options) : mostPatchSide(patches);
    laySquares(ground, this.options, side, this.#fields.square, random);
    breakSquares(ground, random, shares);
    if (patches !== undefined) layPatches(ground, patches, random);
    else layLattice(ground, layout.hole_pitch, groupingKinds.get(grouping.kind), grouping.radius!, random);
    return ground;
  }

  #patches(): PatchCounts | undefined {
    const { groups_per_square, holes_per_group, hole_pitch } = this.options.layout;
    if (groups_per_square === undefined || holes_per_group === undefined) return undefined;
    return { groupsPerSquare: groups_per_square, holesPerGroup: holes_per_group, holePitchMicrometers: hole_pitch };
  }

  #predictor(random: KeyedRandom): Predictor | undefined {
    const { prediction } = this.options;
    if (prediction === undefined) return undefined;
    return new Predictor(this.#distribution, random, prediction.trained_on === "other-sample");
  }

  #unreachable(size: number, share: number, random: KeyedRandom): Uint8Array | undefined {
    if (share === 0) return undefined;
    const unreachable = new Uint8Array(size);
    for (let grid = 0; grid < this.options.layout.grids; grid++) {
      if (random.uniform(grid, RandomKind.Defect, 7) < share) unreachable[1 + grid] = 1;
    }
    return unreachable;
  }
}
