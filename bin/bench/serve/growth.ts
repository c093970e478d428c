import { linearRegression, mean } from "simple-statistics";

/** How something grows with time. */
export interface Growth {
  /** By hour. */
  readonly slope: number;
  /** 95 % interval of the slope. */
  readonly low: number;
  readonly high: number;
  /** Whether the interval holds 0. */
  readonly isFlat: boolean;
}

/** Of a normal distribution, at 97.5 %. */
const Z = 1.96;

/**
 * Slope of a straight line through samples, by least squares. Samples that follow one another are alike: the interval is
 * wider by √((1 + r) / (1 − r)), r the correlation of a residual with the next one where that is above 0, at most 0.95.
 *
 * @param samples [hours, value], at least three
 * @example growth([[0, 50], [0.5, 51], [1, 50]]).slope // MiB an hour
 */
export function growth(samples: readonly (readonly [number, number])[]): Growth {
  const { m: slope, b } = linearRegression(samples.map(([x, y]) => [x, y]));
  const residuals = samples.map(([x, y]) => y - b - slope * x);
  const centre = mean(samples.map(([x]) => x));
  const spread = samples.reduce((sum, [x]) => sum + (x - centre) ** 2, 0);
  const squares = residuals.reduce((sum, r) => sum + r * r, 0);
  const next = residuals.slice(1).reduce((sum, r, i) => sum + r * residuals[i]!, 0);
  const alike = squares === 0 ? 0 : Math.min(0.95, Math.max(0, next / squares));
  const error = Math.sqrt(((squares / Math.max(1, samples.length - 2)) * (1 + alike)) / (1 - alike) / spread);
  const [low, high] = [slope - Z * error, slope + Z * error];
  return { slope, low, high, isFlat: low <= 0 && high >= 0 };
}
