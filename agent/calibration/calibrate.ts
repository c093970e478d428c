import { mean } from "simple-statistics";
import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { type CalibrationError, calibrationError } from "./calibration-error.js";
import { type Estimate, ratioEstimate } from "./episode-bootstrap.js";
import type { BeliefForecasts, Forecasts } from "./forecasts.js";

/** How well one belief foretold the exposures of one scenario. */
export interface CalibrationResult {
  readonly scenario: string;
  readonly belief: string;
  /** The policy that chose the exposures, by its own belief. */
  readonly policy: string;
  readonly episodes: number;
  /** What intervals are over. */
  readonly intervalOver: "generated worlds" | "starts of one session";
  readonly forecasts: number;
  readonly goodShare: number;
  readonly meanChance: number;
  readonly calibration: CalibrationError;
  /** Mean squared difference between chance and outcome. */
  readonly brier: number;
  /** Mean of −ln of the chance given to what happened. */
  readonly logLoss: number;
  /** The same once {@link RESULTS_BEFORE} results were in, beside forecasters of the same exposures. */
  readonly later: LaterLogLoss;
}

export interface LaterLogLoss {
  readonly forecasts: number;
  readonly logLoss: number;
  /** The belief's chances before any result, and how much less the belief's log loss is (negative: better). */
  readonly prior: number;
  readonly lessPrior: Estimate;
  /** (good + 1) / (results + 2), and how much less the belief's log loss is. */
  readonly runningMean: number;
  readonly lessRunningMean: Estimate;
}

/** Results after which a belief must have learned something. */
export const RESULTS_BEFORE = 50;

/** Chances are cut here for the log loss: a certainty that is wrong would cost infinitely much. */
export const LEAST_CHANCE = 0.001;

/**
 * Scores the forecasts of each belief.
 *
 * @throws RangeError if there are no forecasts
 * @example calibrate(collectForecasts(options), new KeyedRandom(1))
 */
export function calibrate(forecasts: Forecasts, random: KeyedRandom): CalibrationResult[] {
  if (forecasts.good.length === 0) throw new RangeError(`no result came in on '${forecasts.scenario}'`);
  return forecasts.beliefs.map((belief) => scored(forecasts, belief, random));
}

function scored(
  forecasts: Forecasts,
  { belief, chance, prior }: BeliefForecasts,
  random: KeyedRandom,
): CalibrationResult {
  const { scenario, policy, episodes, worldsVary, good, episode, leaf, resultsBefore, runningMean } = forecasts;
  const all = Array.from(good, (_, i) => i);
  const late = all.filter((i) => resultsBefore[i]! >= RESULTS_BEFORE);
  const lossOf = (chances: Float64Array, i: number) => logLoss(chances[i]!, good[i] === 1);
  const meanLoss = (chances: Float64Array) => meanOf(late.map((i) => lossOf(chances, i)));
  const less = (chances: Float64Array) => {
    const sum = new Float64Array(episodes);
    const count = new Float64Array(episodes);
    for (const i of late) {
      sum[episode[i]!]! += lossOf(chance, i) - lossOf(chances, i);
      count[episode[i]!]!++;
    }
    return ratioEstimate(sum, count, random.stream(0, RandomKind.Resample));
  };
  return {
    scenario,
    belief,
    policy,
    episodes,
    intervalOver: worldsVary ? "generated worlds" : "starts of one session",
    forecasts: good.length,
    goodShare: mean(Array.from(good)),
    meanChance: mean(Array.from(chance)),
    calibration: calibrationError({ chance, good, episode, leaf, episodes, worldsVary }, random),
    brier: mean(all.map((i) => (chance[i]! - good[i]!) ** 2)),
    logLoss: mean(all.map((i) => lossOf(chance, i))),
    later: {
      forecasts: late.length,
      logLoss: meanLoss(chance),
      prior: meanLoss(prior),
      lessPrior: less(prior),
      runningMean: meanLoss(runningMean),
      lessRunningMean: less(runningMean),
    },
  };
}

/** NaN where there are no values. */
function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : mean([...values]);
}

/** @example logLoss(0.5, true) // 0.693 */
export function logLoss(chance: number, good: boolean): number {
  const cut = Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, chance));
  return -Math.log(good ? cut : 1 - cut);
}
