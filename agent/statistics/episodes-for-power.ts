import { normalQuantile } from "./normal-distribution.js";

export interface PowerOptions {
  /** One-sided; what a correction for several tests leaves of it (default: 0.05). */
  readonly level?: number;
  /** Chance of showing it (default: 0.8). */
  readonly power?: number;
}

/**
 * How many episodes a one-sided paired t test needs to show that a policy is not worse by `margin`, if in truth both
 * are the same; also to show a true difference of `margin` to be above 0. Normal approximation with Guenther's
 * correction for the unknown standard deviation (Guenther 1981, American Statistician 35, 243–244).
 *
 * @param sd standard deviation of the paired differences
 * @param margin in the same unit
 * @returns at least 2; ∞ for a margin of 0
 * @throws RangeError for a negative or missing standard deviation or margin, or probabilities outside 0 to 1
 * @example episodesForPower(10, 2) // 156
 */
export function episodesForPower(sd: number, margin: number, { level = 0.05, power = 0.8 }: PowerOptions = {}): number {
  if (!(sd >= 0)) throw new RangeError(`standard deviation ${sd}; expected a number from 0`);
  if (!(margin >= 0)) throw new RangeError(`margin ${margin}; expected a number from 0`);
  for (const [name, p] of Object.entries({ level, power })) {
    if (!(p > 0 && p < 1)) throw new RangeError(`${name} ${p}; expected a number between 0 and 1`);
  }
  if (margin === 0) return Number.POSITIVE_INFINITY;
  const z = normalQuantile(1 - level);
  return Math.max(2, Math.ceil((((z + normalQuantile(power)) * sd) / margin) ** 2 + z ** 2 / 2));
}
