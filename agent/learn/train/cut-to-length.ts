/**
 * Shortens a vector, in place, to a length at most.
 *
 * @returns its length before
 * @example cutToLength(gradient, 0.5)
 */
export function cutToLength(vector: Float32Array, most: number): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i]! * vector[i]!;
  const length = Math.sqrt(squares);
  const factor = most / length;
  if (length > most) for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
  return length;
}
