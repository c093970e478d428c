/** Steps of the table, in the mean and in the standard deviation of the logit. */
const STEP = 0.125;
const MOST_MEAN = 16;
const MOST_SD = 8;
const MEANS = MOST_MEAN / STEP + 2;
const SDS = MOST_SD / STEP + 2;

/** Points of the trapezoidal rule over a standard normal density, exact to rounding for what is as smooth as this. */
const POINTS = 33;
const REACH = 8;

const nodes = Float64Array.from({ length: POINTS }, (_, i) => -REACH + (2 * REACH * i) / (POINTS - 1));
const weights = normalised(nodes.map((z) => Math.exp(-0.5 * z * z)));
const table = new Float64Array(MEANS * SDS);
for (let i = 0; i < MEANS; i++) for (let j = 0; j < SDS; j++) table[i * SDS + j] = integral(i * STEP, j * STEP);

/** 1 / (1 + e^−x). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function logit(chance: number): number {
  return Math.log(chance / (1 - chance));
}

/**
 * Mean of logistic(x) where x is Gaussian: a chance whose logit is known with an uncertainty. Interpolated in a table,
 * to within 0.0003.
 *
 * @example logisticNormalMean(1, 0) // 0.731
 */
export function logisticNormalMean(mean: number, variance: number): number {
  const m = Math.min(Math.abs(mean), MOST_MEAN) / STEP;
  const s = Math.min(Math.sqrt(variance), MOST_SD) / STEP;
  const i = Math.floor(m);
  const j = Math.floor(s);
  const u = m - i;
  const v = s - j;
  const at = i * SDS + j;
  const chance =
    (1 - u) * ((1 - v) * table[at]! + v * table[at + 1]!) + u * ((1 - v) * table[at + SDS]! + v * table[at + SDS + 1]!);
  return mean < 0 ? 1 - chance : chance;
}

/**
 * What one result says of a logit that was believed Gaussian: the Gaussian with the mean and variance of the belief times
 * the chance of the result (assumed-density filtering; Minka 2001), as if the logit had been measured with an error.
 */
export class LogisticSite {
  /** The measurement, and the variance of its error. */
  value = 0;
  variance = 0;
  /** Chance that the result had. */
  chance = 0;

  /** @param variance of the belief, above 0 */
  set(mean: number, variance: number, good: boolean): void {
    const sd = Math.sqrt(variance);
    const sign = good ? -1 : 1;
    let chance = 0;
    let first = 0;
    let second = 0;
    for (let k = 0; k < POINTS; k++) {
      const z = nodes[k]!;
      const weight = weights[k]! / (1 + Math.exp(sign * (mean + sd * z)));
      chance += weight;
      first += weight * z;
      second += weight * z * z;
    }
    const shift = first / chance;
    // Below 1, as a logistic curve is log-concave; the rest is rounding.
    const shrunk = Math.min(1 - 1e-9, second / chance - shift * shift);
    this.chance = chance;
    this.value = mean + (sd * shift) / (1 - shrunk);
    this.variance = (variance * shrunk) / (1 - shrunk);
  }
}

function integral(mean: number, sd: number): number {
  let sum = 0;
  for (let k = 0; k < POINTS; k++) sum += weights[k]! * logistic(mean + sd * nodes[k]!);
  return sum;
}

function normalised(values: Float64Array): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}
