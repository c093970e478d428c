/** Steps of the table, in the mean and in the standard deviation of the logit. */
const STEP = 0.125;
const MOST_MEAN = 16;
const MOST_SD = 8;
const MEANS = MOST_MEAN / STEP + 2;
const SDS = MOST_SD / STEP + 2;

/** Points of the trapezoidal rule over a standard normal density, exact to rounding for what is as smooth as this. */
const POINTS = 49;
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

const one = { mean: new Float64Array(1), variance: new Float64Array(1), chance: new Float64Array(1) };

/**
 * Mean of logistic(x) where x is Gaussian: a chance whose logit is known with an uncertainty. Interpolated in a table,
 * to within 0.0003.
 *
 * @example logisticNormalMean(1, 0) // 0.731
 */
export function logisticNormalMean(mean: number, variance: number): number {
  one.mean[0] = mean;
  one.variance[0] = variance;
  logisticNormalMeans(one.mean, one.variance, 0, 1, one.chance);
  return one.chance[0]!;
}

/**
 * {@link logisticNormalMean} of many logits, in one loop, as a call for each would allocate its numbers.
 *
 * @param first of the entries from here to `end`
 * @param shared part of each logit that is moved by `z` times itself, and no more uncertain then
 */
export function logisticNormalMeans(
  mean: Float64Array,
  variance: Float64Array,
  first: number,
  end: number,
  into: Float64Array,
  shared?: Float64Array,
  z = 0,
): void {
  for (let row = first; row < end; row++) {
    const part = shared === undefined ? 0 : shared[row]!;
    const moved = mean[row]! + z * part;
    const m = Math.min(Math.abs(moved), MOST_MEAN) / STEP;
    const s = Math.min(Math.sqrt(Math.max(0, variance[row]! - part * part)), MOST_SD) / STEP;
    const i = Math.floor(m);
    const j = Math.floor(s);
    const u = m - i;
    const v = s - j;
    const at = i * SDS + j;
    const near = (1 - v) * table[at]! + v * table[at + 1]!;
    const far = (1 - v) * table[at + SDS]! + v * table[at + SDS + 1]!;
    const chance = near + u * (far - near);
    into[row] = moved < 0 ? 1 - chance : chance;
  }
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
