/** Chances are taken to lie at least this far from 0 and 1. */
const LEAST_CHANCE = 0.002;

/** The logit of a chance, finite also for 0 and 1. */
export function logit(chance: number): number {
  const within = Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, chance));
  return Math.log(within / (1 - within));
}

/** Logits between which {@link logistic} tells chances apart, and entries of its table per unit. */
const MOST_LOGIT = 12;
const PER_UNIT = 64;
const table = Float64Array.from({ length: 2 * MOST_LOGIT * PER_UNIT + 2 }, (_, i) => {
  return 1 / (1 + Math.exp(MOST_LOGIT - i / PER_UNIT));
});

/** The chance of a logit, to within 3e-6 (7e-6 beyond ± 12): interpolated in a table, as simulations do little else. */
export function logistic(value: number): number {
  const at = (Math.min(MOST_LOGIT, Math.max(-MOST_LOGIT, value)) + MOST_LOGIT) * PER_UNIT;
  const below = Math.floor(at);
  const chance = table[below]!;
  return chance + (at - below) * (table[below + 1]! - chance);
}

/** Half the way from one chance to another on the scale of logits, not below 0: a standard deviation if they lie two apart. */
export function halfStep(low: number, high: number): number {
  return Math.max(0, (logit(high) - logit(low)) / 2);
}

/**
 * The median logit of a normal logit of some variance that has a mean chance of logistic(`mean`), by the approximation
 * of MacKay (Neural Computation 4, 720–736, 1992): E[logistic(x)] = logistic(median / √(1 + π variance / 8)).
 */
export function medianLogit(mean: number, variance: number): number {
  return mean * Math.sqrt(1 + (Math.PI / 8) * variance);
}
