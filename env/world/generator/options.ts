import { z } from "zod";
import { quantity } from "../../scenario/quantity.js";
import { defaultFeatureSchema } from "../../tree/feature-schema.js";
import { groupingOptions } from "../grouping/grouping-options.js";
import { commonWorldOptions } from "../world-kind.js";
import {
  drawnCorrelation,
  drawnMicrometers,
  drawnNanometers,
  drawnPositive,
  drawnShare,
  most,
  wholeOrRange,
  wholeRange,
} from "./drawn.js";
import { largestWorld } from "./largest-world.js";

/** A world with more targets is a typing error. */
const MOST_TARGETS = 2_000_000;

const micrometers = quantity("m")
  .transform((meters) => Number((meters * 1e6).toPrecision(12)))
  .refine((length) => length >= 0.1 && length <= 1000, "expected a length from 0.1 um to 1 mm");

const layout = z.strictObject({
  grids: z.int().min(1).max(1000),
  /** Squares of all grids together, spread evenly. */
  squares: wholeOrRange(1, 10_000),
  /** Only with the grouping `layout`. */
  groups_per_square: wholeRange(1, 10_000).optional(),
  holes_per_group: wholeRange(1, 10_000).optional(),
  /** From hole to hole. Default: foils such as R1.2/1.3; 23apr13a's patches of 3 × 3 holes lie 7.5 µm apart. */
  hole_pitch: micrometers.default(2.5),
  /** Side of a square's open area. Default: from the areas of `epu-squares.ts`. */
  square_side: drawnMicrometers.optional(),
});

/** Shares in the variance of what decides on quality; the rest is the hole's own. Each sample draws its own. */
const varianceShares = z
  .strictObject({
    grid: drawnShare.default(0),
    square: drawnShare,
    group: drawnShare,
    /** How near the ice is to the sample's best thickness. */
    ice: drawnShare.default(0),
    contamination: drawnShare.default(0),
    /** Of what shows in the spread of a hole's intensity; whether much or little is good is the sample's. */
    texture: drawnShare.default(0),
  })
  .refine((shares) => Object.values(shares).reduce((sum: number, share) => sum + most(share), 0) <= 1, {
    error: "the shares must add up to at most 1",
  });

function isQuantileFunction(points: readonly (readonly [number, number])[]): boolean {
  const rises = points.every(([p, q], i) => i === 0 || (p > points[i - 1]![0] && q >= points[i - 1]![1]));
  return rises && points[0]?.[0] === 0 && points.at(-1)![0] === 1;
}

const quality = z.strictObject({
  /** CTF resolution up to which a hole is in the good class, Å. */
  good_angstrom: z.number().positive(),
  /** Share of a sample's holes in the good class. */
  good_share: drawnShare,
  /** Of what decides between good and bad. */
  good_variance_shares: varianceShares,
  /** Of what decides where in its class a hole's CTF resolution lies. */
  value_variance_shares: varianceShares,
  /** [probability, Å], rising in both, from probability 0 to 1; in between linear in the logarithm. */
  ctf_quantiles: z
    .array(z.tuple([z.number().min(0).max(1), z.number().positive()]))
    .refine(isQuantileFunction, "expected [probability, Å] rising in both, from probability 0 to probability 1"),
  failed_fit_share: z.number().min(0).max(1),
});

/** How much of an effect is a smooth field over stage position, and how far such a field reaches. */
const spatial = z
  .strictObject({
    /** Of the effect of a group: neighbouring groups are alike. */
    group_share: drawnShare.default(0.5),
    group_length: drawnMicrometers.default(15),
    /** Of the effect of a hole: neighbouring holes are alike. */
    hole_share: drawnShare.default(0.3),
    hole_length: drawnMicrometers.default(3),
  })
  .prefault({});

/** Defaults: one session measured mostly 35 to 115 nm; which is best differs from sample to sample (docs/data.md). */
const ice = z
  .strictObject({
    mean: drawnNanometers.default([55, 85]),
    sd: drawnNanometers.default(20),
    best: drawnNanometers.default([30, 80]),
    tolerance: drawnNanometers.default([15, 35]),
    /** Shares in the variance of the thickness; the rest is the hole's own. */
    grid: drawnShare.default(0.15),
    /** A slope over the grid. */
    gradient: drawnShare.default(0.1),
    square: drawnShare.default(0.25),
    group: drawnShare.default(0.15),
    /** From the middle of a square to its edge, thicker or thinner there. */
    edge: drawnShare.default(0.1),
    /** By so much is a hole's ice thicker at its rim than in its middle. */
    meniscus: drawnNanometers.default([5, 25]),
  })
  .prefault({});

/** What nature breaks, as shares of grids, squares, holes. */
const defects = z
  .strictObject({
    /** Grids that can't be loaded. */
    unloadable_grid_share: drawnShare.default(0),
    /** Squares without a usable hole. */
    broken_square_share: drawnShare.default(0),
    /** Squares without ice: all their holes are empty. */
    empty_square_share: drawnShare.default(0),
    /** Squares with a crack, along which the holes are broken. */
    crack_share: drawnShare.default(0),
    /** Holes without ice. */
    empty_hole_share: drawnShare.default(0),
    /** Mean share of a hole's area that is contaminated. */
    contamination: drawnShare.default(0.05),
  })
  .prefault({});

const prediction = z
  .strictObject({
    /** Of the logarithms of predicted and true CTF resolution, failed fits aside; below 0 misleads. */
    correlation: drawnCorrelation.optional(),
    /** For the good class; below 0.5 misleads. */
    auc: drawnShare.optional(),
    /** A regressor of another sample knows another best thickness and nothing of what this sample's ice hides. */
    trained_on: z.enum(["same-sample", "other-sample"]).default("same-sample"),
  })
  .refine(({ correlation, auc }) => (correlation === undefined) !== (auc === undefined), {
    error: "expected either 'correlation' or 'auc'",
  });

const exposure = z.strictObject({
  kind: z.enum(["tilt_series"]),
  tilts: z.int().min(1).max(255),
  /** Chance of each tilt to be the series' last. */
  failure_share_per_tilt: z.number().min(0).max(1),
});

/** Names of what a scenario may withhold: features of holes, and of squares with the prefix `square_`. */
export const hideable: readonly string[] = [
  ...defaultFeatureSchema.levels[4]!.map(({ name }) => name),
  ...defaultFeatureSchema.levels[2]!.map(({ name }) => `square_${name}`),
];

/** The `world` mapping of a generated world, without its kind. */
export const generatedOptions = z
  .strictObject({
    ...commonWorldOptions,
    survey: z.enum(["complete", "on-entry"], { error: "expected 'complete' or 'on-entry'" }).default("complete"),
    hide: z.array(z.enum(hideable as [string, ...string[]])).default([]),
    /** Samples in the cassette, grids being shared out among them. */
    samples: z.int().min(1).max(1000).default(1),
    layout,
    grouping: groupingOptions("layout").default({ kind: "layout" }),
    /** Exposures in each hole. */
    positions_per_hole: z.int().min(1).max(64).optional(),
    quality,
    spatial,
    ice,
    defects,
    /** Absent: there is no regressor. */
    prediction: prediction.optional(),
    /** Particles in a micrograph of the best ice. */
    particles: drawnPositive.default([50, 400]),
    /** Absent: a micrograph. */
    exposure: exposure.optional(),
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
