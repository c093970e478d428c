// rliable-reference.json was computed by rliable 1.2.0 (with arch 7.2.0, numpy 2.4.6 and scipy 1.17.1) from the made-up
// scores that it holds, runs × tasks; its note says how the generator was seeded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BootstrapMethod, bootstrapInterval } from "../../../agent/statistics/bootstrap-interval.js";
import type { IndexSource } from "../../../agent/statistics/index-draws.js";
import { interquartileMean } from "../../../agent/statistics/interquartile-mean.js";
import { optimalityGap } from "../../../agent/statistics/optimality-gap.js";
import { averageScoreProfile, performanceProfile } from "../../../agent/statistics/performance-profile.js";
import {
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
} from "../../../agent/statistics/probability-of-improvement.js";
import type { ScoreMatrix } from "../../../agent/statistics/score-matrix.js";
import { bootstrapReplicates, stratifiedBootstrapAll } from "../../../agent/statistics/stratified-bootstrap.js";
import { meanOverTasks, medianOverTasks } from "../../../agent/statistics/task-averages.js";
import { packageRoot } from "../../../env/package-root.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { numpyIntegers, replayed, rliableIndices } from "../../support/numpy-random.js";

type Matrix = readonly (readonly number[])[];
type Ends = { readonly lower: readonly number[]; readonly upper: readonly number[] };
type Intervals = { readonly reps: number; readonly seed: number; readonly A: Ends; readonly B: Ends };
interface Reference {
  readonly scores: { readonly A: Matrix; readonly B: Matrix };
  readonly point: Record<"A" | "B", Record<string, number>>;
  readonly probability_of_improvement: Record<"A>B" | "B>A" | "A>A", number>;
  readonly profiles: {
    readonly tau: readonly number[];
    readonly run_score: Record<"A" | "B", readonly number[]>;
    readonly average_score: Record<"A" | "B", readonly number[]>;
  };
  readonly replay_percentile_A: {
    readonly "indices[rep][run][task]": readonly Matrix[];
    readonly bootstrap_values: Matrix;
    readonly ci_lower: readonly number[];
    readonly ci_upper: readonly number[];
  };
  readonly replay_percentile_PI: {
    readonly indices: readonly { readonly A: Matrix; readonly B: Matrix }[];
    readonly bootstrap_values: readonly number[];
    readonly ci_lower: readonly [number];
    readonly ci_upper: readonly [number];
  };
  readonly intervals: Record<BootstrapMethod | "percentile_task_bootstrap", Intervals> & {
    readonly PI_percentile: Ends & { readonly reps: number; readonly seed: number };
  };
}

const reference: Reference = JSON.parse(
  readFileSync(join(packageRoot, "test", "agent", "statistics", "rliable-reference.json"), "utf8"),
);
const byTask = (matrix: Matrix): number[][] => matrix[0]!.map((_, task) => matrix.map((row) => row[task]!));
const scores = { A: byTask(reference.scores.A), B: byTask(reference.scores.B) };
const policies = ["A", "B"] as const;
const statistics = (matrix: ScoreMatrix) => [
  interquartileMean(matrix.flat()),
  meanOverTasks(matrix),
  medianOverTasks(matrix),
  optimalityGap(matrix, 1),
];

/** Resamples that tie with the point but for rounding move bias-corrected ends by a step of the scores' grid. */
const ONE_STEP = 0.0025;

function assertNear(actual: readonly number[], expected: readonly number[], tolerance: number, what = ""): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${what} ${i}: ${value}, expected ${expected[i]}`);
  });
}

function assertEnds(actual: readonly { low: number; high: number }[], expected: Ends, tolerance: number, what: string) {
  const ends = [actual.map(({ low }) => low), actual.map(({ high }) => high)] as const;
  assertNear(ends[0], expected.lower, tolerance, `${what} lower`);
  assertNear(ends[1], expected.upper, tolerance, `${what} upper`);
}

/** @param sourceFor in the reference each method started from the same seed, B's resamples where A's ended */
function assertMethods(
  sourceFor: (policy: "A" | "B") => IndexSource,
  tolerances: Record<"percentile" | "basic" | "bc", number>,
): void {
  for (const policy of policies) {
    const points = statistics(scores[policy]);
    const replicates = bootstrapReplicates(scores[policy], statistics, {
      random: sourceFor(policy),
      resamples: 20_000,
    });
    for (const method of ["percentile", "basic", "bc"] as const) {
      const { reps, seed, ...expected } = reference.intervals[method];
      assert.deepEqual([reps, seed], [20_000, 123]);
      const intervals = points.map((point, i) =>
        bootstrapInterval(
          replicates.map((values) => values[i]!),
          point,
          { method, level: 0.95 },
        ),
      );
      assertEnds(intervals, expected[policy], tolerances[method], `${method} ${policy}`);
    }
  }
}

describe("statistics against rliable", () => {
  it("gives its aggregates", () => {
    for (const policy of policies) {
      const {
        iqm,
        mean,
        median,
        optimality_gap_gamma1: gap,
        "optimality_gap_gamma0.5": halfGap,
      } = reference.point[policy];
      assertNear(statistics(scores[policy]), [iqm!, mean!, median!, gap!], 1e-12, policy);
      assertNear([optimalityGap(scores[policy], 0.5)], [halfGap!], 1e-12);
    }
  });

  it("gives its performance profiles", () => {
    const { tau, run_score, average_score } = reference.profiles;
    for (const policy of policies) {
      assertNear(performanceProfile(scores[policy], tau), run_score[policy], 1e-12);
      assertNear(averageScoreProfile(scores[policy], tau), average_score[policy], 1e-12);
    }
  });

  it("gives its probability of improvement", () => {
    const expected = reference.probability_of_improvement;
    assert.ok(Math.abs(probabilityOfImprovement(scores.A, scores.B) - expected["A>B"]) < 1e-12);
    assert.ok(Math.abs(probabilityOfImprovement(scores.B, scores.A) - expected["B>A"]) < 1e-12);
    assert.equal(probabilityOfImprovement(scores.A, scores.A), expected["A>A"]);
  });

  it("gives its resampled values and percentiles for recorded indices", () => {
    const replay = reference.replay_percentile_A;
    const indices = replay["indices[rep][run][task]"].flatMap((drawing) => byTask(drawing).flat());
    const options = () => ({ random: replayed(indices), resamples: replay.bootstrap_values.length });
    const values = bootstrapReplicates(scores.A, statistics, options());
    assertNear(values.flat(), replay.bootstrap_values.flat(), 1e-12);
    const intervals = stratifiedBootstrapAll(scores.A, statistics, options());
    assertEnds(intervals, { lower: replay.ci_lower, upper: replay.ci_upper }, 1e-12, "replay");
  });

  it("gives its interval of the probability of improvement for recorded indices", () => {
    const { indices, bootstrap_values, ci_lower, ci_upper } = reference.replay_percentile_PI;
    const random = replayed(indices.flatMap(({ A, B }) => [...byTask(A).flat(), ...byTask(B).flat()]));
    const options = { random, resamples: bootstrap_values.length };
    const interval = probabilityOfImprovementInterval(scores.A, scores.B, options);
    assertEnds([interval], { lower: ci_lower, upper: ci_upper }, 1e-12, "PI");
  });

  it("gives its intervals when drawing as NumPy's generator does", () => {
    const one = rliableIndices(123, 5, 3);
    assertMethods(() => one, { percentile: 1e-12, basic: 1e-12, bc: ONE_STEP });
    const { reps, seed, ...overTasks } = reference.intervals.percentile_task_bootstrap;
    const random = rliableIndices(seed, 5, 3, true);
    const intervals = stratifiedBootstrapAll(scores.A, statistics, { random, resamples: reps, overTasks: true });
    assertEnds(intervals, overTasks.A, 1e-12, "over tasks");
    const improvement = reference.intervals.PI_percentile;
    const interval = probabilityOfImprovementInterval(scores.A, scores.B, {
      random: rliableIndices(improvement.seed, 5, 3),
      resamples: improvement.reps,
    });
    assertEnds([interval], improvement, 1e-12, "PI");
  });

  it("gives its intervals to 0.005 from our own random source", () => {
    assertMethods(() => new RandomStream(7), { percentile: 0.005, basic: 0.005, bc: 0.005 });
  });

  // arch centres the jackknife values of all statistics on one common mean (`jk_params.mean()` without an axis), so that
  // its acceleration is right for a single statistic only. Here each has its own centre; with arch's, its figures come out.
  it("gives its accelerated intervals with the acceleration that arch had", () => {
    const { reps, seed, ...expected } = reference.intervals.bca;
    const random = rliableIndices(seed, 5, 3);
    for (const policy of policies) {
      const matrix = scores[policy];
      const leftOut = matrix[0]!.map((_, k) => statistics(matrix.map((runs) => runs.filter((_, run) => run !== k))));
      const centre = leftOut.flat().reduce((sum, value) => sum + value, 0) / leftOut.flat().length;
      const replicates = bootstrapReplicates(matrix, statistics, { random, resamples: reps });
      const intervals = statistics(matrix).map((point, i) => {
        const away = leftOut.map((values) => centre - values[i]!);
        const cubes = away.reduce((sum, u) => sum + u ** 3, 0);
        const squares = away.reduce((sum, u) => sum + u ** 2, 0);
        return bootstrapInterval(
          replicates.map((values) => values[i]!),
          point,
          { method: "bca", level: 0.95, acceleration: cubes / (6 * squares ** 1.5) },
        );
      });
      assertEnds(intervals, expected[policy], ONE_STEP, `bca ${policy}`);
    }
  });

  it("reads NumPy's generator right", () => {
    const next = numpyIntegers(123);
    // np.random.seed(123); np.random.choice(5, 8)
    assert.deepEqual(
      Array.from({ length: 8 }, () => next(5)),
      [2, 4, 2, 1, 3, 2, 3, 1],
    );
  });
});
