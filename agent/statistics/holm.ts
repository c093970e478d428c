/**
 * P-values corrected for their number (Holm 1979): reject where the corrected one is at most the level, and the chance
 * of any false rejection stays below the level, however the tests depend on each other.
 *
 * @returns in the order given, each at least what it was and at most 1
 * @throws RangeError for what is no probability
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`p-value ${p}; expected between 0 and 1`);
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]! || i - j);
  const corrected = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * pValues[at]!));
    corrected[at] = least;
  });
  return corrected;
}
