import { z } from "zod";
import { math } from "../../math.js";
import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { PREDICTED_CTF_RESOLUTION } from "../../tree/feature-schema.js";
import { defaultTreeShape } from "../../tree/tree-shape.js";
import type { SessionTable, SessionTableRow } from "../table/session-table.js";
import { worldFromTable } from "../table/table-world.js";
import { commonWorldOptions, type WorldKind } from "../world-kind.js";

/** A world with more is a typing error. */
const MOST_HOLES = 1_000_000;

const share = z.number().min(0).max(1);
const range = z.tuple([z.int().min(1), z.int().min(1).max(10_000)]).refine(([least, most]) => least <= most, {
  error: "expected [least, most] with least ≤ most",
});

function isQuantileFunction(points: readonly (readonly [number, number])[]): boolean {
  const rises = points.every(([p, q], i) => i === 0 || (p > points[i - 1]![0] && q >= points[i - 1]![1]));
  return rises && points[0]?.[0] === 0 && points.at(-1)![0] === 1;
}

/** A share, or the [least, most] between which each world draws its own. */
const drawnShare = z.union([share, z.tuple([share, share]).refine(([least, most]) => least <= most)], {
  error: "expected a number from 0 to 1 or [least, most] with least ≤ most",
});
const most = (value: z.output<typeof drawnShare>) => (typeof value === "number" ? value : value[1]);
const effects = z
  .strictObject({ grid: drawnShare.default(0), square: drawnShare, group: drawnShare })
  .refine(({ grid, square, group }) => most(grid) + most(square) + most(group) <= 1, {
    error: "the shares must add up to at most 1",
  });

const options = z.strictObject({
  ...commonWorldOptions,
  layout: z
    .strictObject({
      grids: z.int().min(1).max(1000),
      squares: z.int().min(1).max(10_000),
      groups_per_square: range,
      holes_per_group: range,
    })
    .refine(({ squares, groups_per_square, holes_per_group }) => {
      return squares * groups_per_square[1] * holes_per_group[1] <= MOST_HOLES;
    }, `squares × most groups × most holes must be at most ${MOST_HOLES}`),
  quality: z.strictObject({
    /** CTF resolution up to which a hole is in the good class, Å. */
    good_angstrom: z.number().positive(),
    /** Share of holes in the good class. */
    good_share: drawnShare,
    /** Shares of the variance of what decides between good and bad; the rest is the hole's own. */
    good_variance_shares: effects,
    /** The same for where in its class a hole's CTF resolution lies. */
    value_variance_shares: effects,
    /** [probability, Å], rising in both, from probability 0 to 1; in between linear in the logarithm. */
    ctf_quantiles: z
      .array(z.tuple([share, z.number().positive()]))
      .refine(isQuantileFunction, "expected [probability, Å] rising in both, from probability 0 to probability 1"),
    failed_fit_share: share,
  }),
  prediction: z.strictObject({
    /** Correlation of the logarithms of predicted and true CTF resolution, failed fits aside. */
    correlation: drawnShare,
  }),
});
type Options = z.output<typeof options>;

const HOLE_PITCH_PIXELS = 182;

/**
 * Worlds with square, group and hole effects. Whether a hole is good follows a probit model with these
 * effects; where in its class its CTF resolution lies follows a second one, which makes the two-peaked
 * distribution of real sessions (docs/data.md has the figures).
 */
const kind: WorldKind<typeof options> = {
  name: "generated",
  summary: "draws grids, squares, groups and holes with effects on each level",
  options,
  tables: () => [],
  open: (given) => ({
    varies: true,
    shape: defaultTreeShape,
    survey: "complete",
    mostNodes: 1 + given.layout.grids + given.layout.squares + given.layout.squares * given.layout.groups_per_square[1],
    mostTargets:
      1 +
      given.layout.grids +
      given.layout.squares +
      given.layout.squares * given.layout.groups_per_square[1] * (1 + given.layout.holes_per_group[1]),
    mostChildren: mostChildren(given.layout),
    mostHoles: given.layout.squares * given.layout.groups_per_square[1] * given.layout.holes_per_group[1],
    notes: ["A generated world: its statistics are those of the scenario file, its micrographs are not real."],
    create: (random) => worldFromTable(generateTable(given, random), given.hide),
  }),
};

export default kind;

function mostChildren({ grids, squares, groups_per_square, holes_per_group }: Options["layout"]): number {
  return Math.max(Math.min(grids, squares), Math.ceil(squares / grids), groups_per_square[1], holes_per_group[1]);
}

/** A whole world as a session table, truth included. */
export function generateTable({ layout, quality, prediction }: Options, random: KeyedRandom): SessionTable {
  const rows: SessionTableRow[] = [];
  const quantile = logQuantile(quality.ctf_quantiles);
  const { mean, sd } = logMoments(quantile);
  const split = probabilityOf(quantile, Math.log(quality.good_angstrom));
  let draws = 0;
  const drawn = (value: z.output<typeof drawnShare>) => {
    const [least, most] = typeof value === "number" ? [value, value] : value;
    return least + (most - least) * random.uniform(draws++, RandomKind.World);
  };
  const drawnEffects = ({ grid, square, group }: z.output<typeof effects>) => ({
    grid: drawn(grid),
    square: drawn(square),
    group: drawn(group),
  });
  const goodShare = drawn(quality.good_share);
  const goodEffects = drawnEffects(quality.good_variance_shares);
  const valueEffects = drawnEffects(quality.value_variance_shares);
  const r = drawn(prediction.correlation);
  const count = ([least, most]: readonly [number, number], key: number, nth: number) =>
    least + random.integer(most - least + 1, key, RandomKind.Count, nth);
  let groupIndex = 0;
  for (let square = 0; square < layout.squares; square++) {
    const grid = Math.floor((square * layout.grids) / layout.squares);
    const groups = count(layout.groups_per_square, square, 0);
    for (let group = 0; group < groups; group++, groupIndex++) {
      const holes = count(layout.holes_per_group, groupIndex, 1);
      const columns = Math.ceil(Math.sqrt(holes));
      for (let hole = 0; hole < holes; hole++) {
        const key = rows.length;
        const latent = (shares: ReturnType<typeof drawnEffects>, nth: number) =>
          Math.sqrt(shares.grid) * random.normal(grid, RandomKind.GridEffect, nth) +
          Math.sqrt(shares.square) * random.normal(square, RandomKind.SquareEffect, nth) +
          Math.sqrt(shares.group) * random.normal(groupIndex, RandomKind.GroupEffect, nth) +
          Math.sqrt(1 - shares.grid - shares.square - shares.group) * random.normal(key, RandomKind.HoleEffect, nth);
        const good = normalProbability(latent(goodEffects, 0)) < goodShare;
        const rank = normalProbability(latent(valueEffects, 1));
        const logCtf = quantile(good ? rank * split : split + rank * (1 - split));
        const guess =
          mean + r * r * (logCtf - mean) + r * Math.sqrt(1 - r * r) * sd * random.normal(key, RandomKind.Prediction);
        const fails = !good && random.uniform(key, RandomKind.FailedFit) * (1 - goodShare) < quality.failed_fit_share;
        rows.push({
          grid: `grid-${grid + 1}`,
          square: `square-${square + 1}`,
          group: `group-${group + 1}`,
          hole: `hole-${hole + 1}`,
          xPixels: ((hole % columns) - (columns - 1) / 2) * HOLE_PITCH_PIXELS,
          yPixels: (Math.floor(hole / columns) - (columns - 1) / 2) * HOLE_PITCH_PIXELS,
          stageXMicrometers: Number.NaN,
          stageYMicrometers: Number.NaN,
          features: { [PREDICTED_CTF_RESOLUTION.name]: Math.exp(guess) },
          ctfResolutionAngstrom: fails ? Number.NaN : Math.exp(logCtf),
        });
      }
    }
  }
  return { rows };
}

/** Standard normal distribution function. */
function normalProbability(z: number): number {
  return (1 + math.erf(z / Math.SQRT2)) / 2;
}

/** Logarithm of the CTF resolution by probability, linear between the given points. */
function logQuantile(points: readonly (readonly [number, number])[]): (probability: number) => number {
  return (probability) => {
    let i = 1;
    while (i < points.length - 1 && points[i]![0] < probability) i++;
    const [p0, q0] = points[i - 1]!;
    const [p1, q1] = points[i]!;
    const weight = p1 === p0 ? 0 : Math.min(1, Math.max(0, (probability - p0) / (p1 - p0)));
    return Math.log(q0) + weight * (Math.log(q1) - Math.log(q0));
  };
}

/** Probability at which a rising quantile function reaches a value. */
function probabilityOf(quantile: (probability: number) => number, value: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (quantile(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function logMoments(quantile: (probability: number) => number): { mean: number; sd: number } {
  const steps = 1000;
  const values = Array.from({ length: steps }, (_, i) => quantile((i + 0.5) / steps));
  const mean = values.reduce((a, b) => a + b, 0) / steps;
  return { mean, sd: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / steps) };
}
