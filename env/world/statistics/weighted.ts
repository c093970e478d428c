/** Mean and standard deviation (of the population) of weighted numbers; those of weight 0 may be NaN. */
export function weightedMoments(values: Float64Array, weights: Float64Array): { mean: number; sd: number } {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (weights[i] === 0) continue;
    total += weights[i]!;
    sum += weights[i]! * values[i]!;
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) if (weights[i] !== 0) squares += weights[i]! * (values[i]! - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / total) };
}

/**
 * The least values at which the cumulated weight reaches each share of the whole; those of weight 0 may be NaN.
 *
 * @param shares 0 to 1
 * @returns NaN for all if nothing weighs
 * @example weightedQuantiles(Float64Array.of(1, 2, 3), Float64Array.of(1, 1, 2), [0.5]) // [2]
 */
export function weightedQuantiles(values: Float64Array, weights: Float64Array, shares: readonly number[]): number[] {
  const order = Array.from(values.keys()).filter((i) => weights[i] !== 0);
  order.sort((a, b) => values[a]! - values[b]!);
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  return shares.map((share) => {
    let cumulated = 0;
    for (const i of order) {
      cumulated += weights[i]!;
      if (cumulated >= share * total * (1 - 1e-12)) return values[i]!;
    }
    return order.length === 0 ? Number.NaN : values[order.at(-1)!]!;
  });
}
