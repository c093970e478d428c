/**
 * Coefficients of a Chebyshev fit to the complementary error function with a relative error below 1.2e-7 everywhere
 * (Press et al., Numerical Recipes, 2nd edition, section 6.2, `erfcc`), highest power first.
 */
const coefficients = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  -1.26551223,
] as const;

const DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

/** Upper tail of the standard normal distribution from z ≥ 0, divided by exp(−z²/2): finite however far out. */
function scaledTail(z: number): number {
  const t = 1 / (1 + (0.5 * z) / Math.SQRT2);
  let sum: number = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) sum = sum * t + coefficients[i]!;
  return 0.5 * t * Math.exp(sum);
}

/** Standard normal distribution function, relative error below 1.2e-7 in the lower tail. @example probit(0) // 0.5 */
export function probit(z: number): number {
  const tail = scaledTail(Math.abs(z)) * Math.exp(-0.5 * z * z);
  return z > 0 ? 1 - tail : tail;
}

/** Density of the standard normal distribution divided by its distribution function; about −z far below 0. */
export function inverseMills(z: number): number {
  if (z <= 0) return DENSITY_AT_ZERO / scaledTail(-z);
  const density = Math.exp(-0.5 * z * z);
  return (DENSITY_AT_ZERO * density) / (1 - scaledTail(z) * density);
}

/**
 * Inverse of {@link probit}: bisection, so not for hot loops.
 *
 * @param probability strictly between 0 and 1
 */
export function probitQuantile(probability: number): number {
  let low = -40;
  let high = 40;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (probit(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
