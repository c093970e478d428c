import { z } from "zod";
import { quantity } from "../../scenario/quantity.js";
import { groupingOptions } from "../grouping/grouping-options.js";
import { featureColumns } from "../table/feature-columns.js";
import {
  drawnMicrometers,
  drawnNanometers,
  drawnPositive,
  drawnShare,
  most,
  wholeOrRange,
  wholeRange,
} from "./drawn.js";
import { largestWorld } from "./largest-world.js";
import { predictionOptions, qualityOptions } from "./quality-options.js";

/** A world with more targets is a typing error. */
const MOST_TARGETS = 2_000_000;

const micrometers = quantity("m")
  .transform((meters) => Number((meters * 1e6).toPrecision(12)))
  .refine((length) => length >= 0.1 && length <= 1000, "expected a length from 0.1 um to 1 mm");

const layout = z.strictObject({
  grids: z.int().min(1).max(1000).describe("Number of grids."),
  squares: wholeOrRange(1, 10_000).describe("Squares of all grids together, spread evenly: a number or [least, most]."),
  groups_per_square: wholeRange(1, 10_000)
    .optional()
    .describe("[least, most] groups that an operator lays out in a square; only with grouping 'layout'."),
  holes_per_group: wholeRange(1, 10_000)
    .optional()
    .describe("[least, most] holes of such a group; only with grouping 'layout'."),
  // Foils such as R1.2/1.3 have it; 23apr13a's patches of 3 × 3 holes lie 7.5 µm apart.
  hole_pitch: micrometers.default(2.5).describe("From hole to hole. Default: 2.5 um."),
  square_side: drawnMicrometers
    .optional()
    .describe("Side of a square's open area. Default: distributed as EPU finds squares."),
});

const spatial = z
  .strictObject({
    group_share: drawnShare
      .default(0.5)
      .describe("How much of a group's effect is a smooth field over the square. Default: 0.5."),
    group_length: drawnMicrometers.default(15).describe("How far that field reaches. Default: 15 um."),
    hole_share: drawnShare
      .default(0.3)
      .describe("How much of a hole's own effect is a smooth field over the square. Default: 0.3."),
    hole_length: drawnMicrometers.default(3).describe("How far that field reaches. Default: 3 um."),
  })
  .prefault({});

/** Defaults: one session measured mostly 35 to 115 nm; which is best differs from sample to sample (docs/data.md). */
const ice = z
  .strictObject({
    mean: drawnNanometers.default([55, 85]).describe("Mean thickness over a sample. Default: [55 nm, 85 nm]."),
    sd: drawnNanometers.default(20).describe("Its standard deviation over holes. Default: 20 nm."),
    best: drawnNanometers.default([30, 80]).describe("Best thickness of a sample. Default: [30 nm, 80 nm]."),
    tolerance: drawnNanometers
      .default([15, 35])
      .describe("So far from the best, 61 % of the benefit is left. Default: [15 nm, 35 nm]."),
    grid: drawnShare.default(0.15).describe("Share of the grid in the variance of the thickness. Default: 0.15."),
    gradient: drawnShare.default(0.1).describe("Share of a slope over the grid. Default: 0.1."),
    square: drawnShare.default(0.25).describe("Share of the square. Default: 0.25."),
    group: drawnShare.default(0.15).describe("Share of the group. Default: 0.15."),
    edge: drawnShare
      .default(0.1)
      .describe(
        "Share of a profile from the middle of a square to its edge, where ice is thicker or thinner. Default: 0.1.",
      ),
    meniscus: drawnNanometers
      .default([5, 25])
      .describe("By so much is the ice at a hole's rim thicker than in its middle. Default: [5 nm, 25 nm]."),
  })
  .prefault({});

const defects = z
  .strictObject({
    unloadable_grid_share: drawnShare.default(0).describe("Grids that can't be loaded. Default: 0."),
    broken_square_share: drawnShare.default(0).describe("Squares without a usable hole. Default: 0."),
    empty_square_share: drawnShare.default(0).describe("Squares whose holes have no ice. Default: 0."),
    crack_share: drawnShare.default(0).describe("Squares with a crack, along which holes are broken. Default: 0."),
    empty_hole_share: drawnShare.default(0).describe("Holes without ice. Default: 0."),
    contamination: drawnShare
      .default(0.05)
      .describe("Mean share of a hole's area that is contaminated. Default: 0.05."),
  })
  .prefault({});

const exposure = z.strictObject({
  kind: z.enum(["tilt_series"]),
  tilts: z.int().min(1).max(255).describe("Tilts of a series."),
  failure_share_per_tilt: z.number().min(0).max(1).describe("Chance of each tilt to fail, which ends the series."),
});

/** The `world` mapping of a generated world, without its kind. */
export const generatedOptions = z
  .strictObject({
    survey: z
      .enum(["complete", "on-entry"], { error: "expected 'complete' or 'on-entry'" })
      .default("complete")
      .describe("What is known from the start: everything, or nothing but the grids. Default: complete."),
    hide: z
      .array(z.enum(featureColumns as [string, ...string[]]))
      .default([])
      .describe("Features that are withheld from the policy."),
    samples: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe("Samples in the cassette, its grids being shared out among them. Default: 1."),
    layout: layout.describe("What there is, and where."),
    grouping: groupingOptions("layout")
      .default({ kind: "layout" })
      .describe("The layout's groups, or an algorithm that forms them in squares full of holes. Default: layout."),
    positions_per_hole: z
      .int()
      .min(1)
      .max(64)
      .optional()
      .describe("Exposures in each hole. Default: the hole itself is exposed, once."),
    quality: qualityOptions.describe("What micrographs are like."),
    spatial: spatial.describe("How much neighbours are alike."),
    ice: ice.describe("How thick the ice is, and how thick it should be; each sample draws its own."),
    defects: defects.describe("What is broken or dirty, as shares; each world draws its own."),
    prediction: predictionOptions.optional().describe("How good a regressor is. Default: there is none."),
    particles: drawnPositive
      .default([50, 400])
      .describe("Particles in a micrograph of the best ice. Default: [50, 400]."),
    exposure: exposure.optional().describe("A tilt series. Default: a micrograph."),
  })
  .refine(({ samples, layout }) => samples <= layout.grids, {
    error: "expected at most as many samples as grids",
    path: ["samples"],
  })
  .refine(
    ({ layout, grouping }) => {
      const given = [layout.groups_per_square, layout.holes_per_group].filter((range) => range !== undefined).length;
      return given === (grouping.kind === "layout" ? 2 : 0);
    },
    {
      error:
        "expected 'groups_per_square' and 'holes_per_group' with grouping 'layout', and neither where groups are formed",
      path: ["layout"],
    },
  )
  .refine(({ ice }) => most(ice.grid) + most(ice.gradient) + most(ice.square) + most(ice.group) + most(ice.edge) <= 1, {
    error: "the shares of grid, gradient, square, group and edge must add up to at most 1",
    path: ["ice"],
  })
  .refine((options) => largestWorld(options).mostTargets <= MOST_TARGETS, {
    error: `the largest world that this allows must have at most ${MOST_TARGETS} targets`,
    path: ["layout"],
  });

export type GeneratedOptions = z.output<typeof generatedOptions>;
