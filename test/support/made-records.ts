import type { EpisodeRecord, ForecastBins } from "../../agent/evaluate/episode-record.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";

export interface MadeOptions {
  /** Mean share of the way from raster to bound, by policy. */
  readonly policies: Readonly<Record<string, number>>;
  readonly scenarios: readonly string[];
  readonly budgetsMinutes?: readonly number[];
  readonly episodes: number;
  /** Policies whose chances are good guesses. */
  readonly forecasting?: readonly string[];
  /** Scenarios whose bound is what raster gets. */
  readonly hopeless?: readonly string[];
}

/** Episodes that never happened, of worlds that differ in what they hold, for tests of what is made of records. */
export function madeRecords({ policies, scenarios, budgetsMinutes = [480], ...options }: MadeOptions): EpisodeRecord[] {
  return scenarios.flatMap((scenario, s) =>
    budgetsMinutes.flatMap((budgetMinutes) =>
      Object.entries(policies).flatMap(([policy, share], p) =>
        Array.from({ length: options.episodes }, (_, episode): EpisodeRecord => {
          const world = new KeyedRandom(1000 * s + episode);
          const normal = (nth: number) => world.normal(nth, RandomKind.HoleEffect, p);
          const bound = (budgetMinutes / 480) * Math.max(20, 200 + 40 * s + 60 * world.normal(0, RandomKind.World));
          const span = options.hopeless?.includes(scenario) === true ? 0 : 0.6 * bound;
          const raster = bound - span;
          const wanted = raster + span * Math.min(1, share + 0.08 * normal(1));
          const good = policy === "raster" ? raster : Math.min(bound, wanted);
          const exposures = Math.round(good * 1.4 + 10);
          const ended = budgetMinutes * 60 * (share > 0.9 ? 0.97 : 1);
          const parts = [0.32, 0.14, 0.36 + 0.05 * share, 0.02, 0.1, 0.03];
          const whole = parts.reduce((a, b) => a + b, 0);
          const [moving, focusing, exposing, waiting, surveying, failing] = parts.map((part) => (ended * part) / whole);
          return {
            schemaVersion: 1,
            scenario,
            policy,
            budgetMinutes,
            seed: 1,
            episode,
            return: good,
            bound,
            raster,
            good: Math.round(good),
            exposures,
            decisions: exposures + 30,
            endedAtSeconds: ended,
            goodAt: Array.from({ length: 24 }, (_, i) => good * ((i + 1) / 24) ** (1.3 - 0.4 * share)),
            seconds: {
              moving: moving!,
              focusing: focusing!,
              exposing: exposing!,
              waiting: waiting!,
              surveying: surveying!,
              failing: failing!,
            },
            decisionMicroseconds: { median: 40 + 200 * share, p95: 90 + 400 * share, max: 900 + 50 * normal(2) ** 2 },
            ...(options.forecasting?.includes(policy) === true && { forecasts: madeForecasts(world, exposures) }),
          };
        }),
      ),
    ),
  );
}

/** Forecasts that are a bit too sure. */
function madeForecasts(world: KeyedRandom, forecasts: number): ForecastBins {
  const bins = () => new Array<number>(20).fill(0);
  const [count, chance, good, variance] = [bins(), bins(), bins(), bins()];
  let logLoss = 0;
  for (let i = 0; i < forecasts; i++) {
    const p = 0.02 + 0.96 * world.uniform(i, RandomKind.Prediction);
    const isGood = world.uniform(i, RandomKind.Pool) < 0.5 + 0.85 * (p - 0.5);
    const bin = Math.min(19, Math.floor(20 * p));
    count[bin]!++;
    chance[bin]! += p;
    variance[bin]! += p * (1 - p);
    if (isGood) good[bin]!++;
    logLoss -= Math.log(isGood ? p : 1 - p);
  }
  return { count, chance, good, variance, logLoss };
}
