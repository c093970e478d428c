/**
 * Adds to `into` the means of as many equal shares of some values as `into` is long, from the least to the greatest. A
 * value on a border counts in part on both sides.
 *
 * @param values at least one; they are sorted in place
 * @example addShareMeans([4, 1, 2, 3], new Float64Array(2)) // [1.5, 3.5]
 */
export function addShareMeans(values: Float64Array, into: Float64Array): Float64Array {
  values.sort();
  const width = values.length / into.length;
  for (let share = 0; share < into.length; share++) {
    const from = share * width;
    const to = from + width;
    let sum = 0;
    for (let i = Math.floor(from); i < values.length && i < to; i++) {
      sum += values[i]! * (Math.min(to, i + 1) - Math.max(from, i));
    }
    into[share]! += sum / width;
  }
  return into;
}
