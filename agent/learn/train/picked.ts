/**
 * What a column holds of some steps. In a loop, as `Float32Array.from` takes ten times as long.
 *
 * @example picked(experience.values, Int32Array.of(3, 1))
 */
export function picked(column: Float32Array, steps: Int32Array): Float32Array {
  const values = new Float32Array(steps.length);
  for (let i = 0; i < steps.length; i++) values[i] = column[steps[i]!]!;
  return values;
}
