import { gammaln } from "simple-statistics";

/** Denominators of the continued fraction are kept this far from 0 (Lentz's method). */
const TINY = 1e-300;
const PRECISION = 1e-15;
const MOST_TERMS = 10_000;

/**
 * P(T ≤ t) for Student's t, by the regularised incomplete beta function (DLMF 8.17); no library here has it.
 *
 * @param degrees of freedom, above 0
 * @example studentProbability(2.2281388519649385, 10) // 0.975
 */
export function studentProbability(t: number, degrees: number): number {
  if (t === 0) return 0.5;
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const tail = incompleteBeta(degrees / (degrees + t * t), (t * t) / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * The t with P(T ≤ t) = p, by bisection.
 *
 * @param p above 0 and below 1
 * @throws RangeError outside
 * @example studentQuantile(0.95, 4) // 2.131846786326649
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability ${p}; expected a number between 0 and 1`);
  const tail = Math.min(p, 1 - p);
  let far = -1;
  while (studentProbability(far, degrees) > tail) far *= 2;
  let near = 0;
  for (let i = 0; i < 100 && near - far > -far * PRECISION; i++) {
    const middle = (far + near) / 2;
    if (studentProbability(middle, degrees) > tail) near = middle;
    else far = middle;
  }
  return p < 0.5 ? far : -far;
}

/** I_x(a, b), with 1 − x given too, since the difference loses digits. */
function incompleteBeta(x: number, rest: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(rest, x, b, a);
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log(rest));
  return front === 0 ? 0 : front / (a * betaFraction(x, a, b));
}

/** The continued fraction of DLMF 8.17.22, the inverse of what stands there, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let n = 1; n < MOST_TERMS; n++) {
    const m = n >> 1;
    const term =
      n % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + term * d);
    c = away(1 + term / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}

function away(denominator: number): number {
  return Math.abs(denominator) < TINY ? TINY : denominator;
}
