import { mean, quantileSorted } from "simple-statistics";
import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { type Estimate, resampledValues } from "./episode-bootstrap.js";

/** What the error is computed from. */
export interface ScoredForecasts {
  /** [forecasts], as all of these */
  readonly chance: Float64Array;
  readonly good: Uint8Array;
  readonly episode: Int32Array;
  readonly leaf: Int32Array;
  readonly episodes: number;
  /** Whether each episode has a world of its own; if not, the same leaf has the same outcome in all of them. */
  readonly worldsVary: boolean;
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  readonly forecasts: number;
  /** Mean chance given, and share that was good. */
  readonly chance: number;
  readonly goodShare: number;
  /** Between these the share of a perfect forecaster of the same chances lies in 95 % of cases. */
  readonly perfectLow: number;
  readonly perfectHigh: number;
}

export interface CalibrationError {
  /** Mean over forecasts of |mean chance − share of good ones| of a forecast's bin. */
  readonly error: number;
  /** What it is, on average, for a perfect forecaster that gives the same chances. */
  readonly floor: number;
  /** Error minus floor, with a 95 % interval over episodes. */
  readonly excess: Estimate;
  readonly bins: readonly ReliabilityBin[];
}

/** Perfect forecasters that are drawn. */
const DRAWS = 400;

/**
 * Expected calibration error in bins of equally many forecasts, minus its floor. Equal counts, because forecasts crowd
 * where a policy looks for good holes: of equally wide bins most would be nearly empty, and their noise would be the error.
 *
 * The floor is simulated: outcomes are drawn from the chances themselves (consistency resampling; Bröcker & Smith, Weather
 * and Forecasting 2007). Where episodes share holes a hole has one draw for all of them. The interval is a basic bootstrap
 * of episodes (Davison & Hinkley 1997, section 5.2.1), the floor resampled along with the error.
 *
 * @param binCount at most as many as there are forecasts
 */
export function calibrationError(forecasts: ScoredForecasts, random: KeyedRandom, binCount = 20): CalibrationError {
  const { chance, good, episodes } = forecasts;
  const count = chance.length;
  const bins = Math.min(binCount, count);
  const binOf = equalCountBins(chance, bins);
  const residuals = residualsOf(forecasts, binOf, bins, (i) => good[i]!);
  const drawn = Array.from({ length: DRAWS }, (_, draw) =>
    residualsOf(forecasts, binOf, bins, outcomeDrawer(forecasts, random, draw)),
  );
  const floors = drawn.map((each) => errorOf(each, bins, count));
  const error = errorOf(residuals, bins, count);
  const floor = mean(floors);
  const sizes = perEpisode(forecasts);
  const resampled =
    episodes < 2
      ? undefined
      : resampledValues(episodes, random.stream(1, RandomKind.Resample), (times, resample) => {
          const size = sizes.reduce((sum, own, e) => sum + own * times[e]!, 0);
          return errorOf(residuals, bins, size, times) - errorOf(drawn[resample % DRAWS]!, bins, size, times);
        });
  const value = error - floor;
  return {
    error,
    floor,
    excess: {
      value,
      interval:
        resampled === undefined
          ? null
          : [2 * value - quantileSorted(resampled, 0.975), 2 * value - quantileSorted(resampled, 0.025)],
    },
    bins: reliabilityBins(forecasts, binOf, bins, residuals, drawn),
  };
}

/** The bin of each forecast; bins have equally many, the smallest chances first. */
export function equalCountBins(chance: Float64Array, bins: number): Int32Array {
  const order = Array.from(chance, (_, i) => i).sort((a, b) => chance[a]! - chance[b]! || a - b);
  const binOf = new Int32Array(chance.length);
  order.forEach((i, rank) => {
    binOf[i] = Math.floor((rank * bins) / chance.length);
  });
  return binOf;
}

/** Outcomes of a perfect forecaster's world: a function that says whether the i-th exposure is good. */
function outcomeDrawer(
  { chance, leaf, episode, worldsVary }: ScoredForecasts,
  random: KeyedRandom,
  draw: number,
): (i: number) => number {
  const own = random.derive(draw, RandomKind.Resample);
  return (i) => (own.uniform(leaf[i]!, RandomKind.Resample, worldsVary ? 1 + episode[i]! : 0) < chance[i]! ? 1 : 0);
}

/** Sum of good − chance by episode and bin. */
function residualsOf(
  { chance, episode, episodes }: ScoredForecasts,
  binOf: Int32Array,
  bins: number,
  outcome: (i: number) => number,
): Float64Array {
  const sums = new Float64Array(episodes * bins);
  for (let i = 0; i < chance.length; i++) sums[episode[i]! * bins + binOf[i]!]! += outcome(i) - chance[i]!;
  return sums;
}

function errorOf(residuals: Float64Array, bins: number, count: number, times?: Int32Array): number {
  let error = 0;
  for (let bin = 0; bin < bins; bin++) error += Math.abs(binSum(residuals, bins, bin, times));
  return count === 0 ? 0 : error / count;
}

function binSum(residuals: Float64Array, bins: number, bin: number, times?: Int32Array): number {
  let sum = 0;
  for (let e = 0; e * bins < residuals.length; e++) sum += (times?.[e] ?? 1) * residuals[e * bins + bin]!;
  return sum;
}

function perEpisode({ episode, episodes }: ScoredForecasts): Int32Array {
  const sizes = new Int32Array(episodes);
  for (const e of episode) sizes[e]!++;
  return sizes;
}

function reliabilityBins(
  { chance }: ScoredForecasts,
  binOf: Int32Array,
  bins: number,
  residuals: Float64Array,
  drawn: readonly Float64Array[],
): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const own = Array.from(chance).filter((__, i) => binOf[i] === bin);
    const given = mean(own);
    const shareOf = (each: Float64Array) => given + binSum(each, bins, bin) / own.length;
    const shares = drawn.map(shareOf).sort((a, b) => a - b);
    return {
      forecasts: own.length,
      chance: given,
      goodShare: shareOf(residuals),
      perfectLow: quantileSorted(shares, 0.025),
      perfectHigh: quantileSorted(shares, 0.975),
    };
  });
}
