/** Offsets of segments in a ragged batch: segment b is rows `starts[b]` to `starts[b + 1] - 1`. */
export interface Segments {
  readonly starts: Int32Array;
  readonly [attribute: string]: Int32Array | number | boolean;
}

/**
 * Throws unless `starts` divides `rows` rows into segments.
 *
 * @throws RangeError where it does not begin with 0, falls, or does not end with `rows`
 */
export function checkStarts(starts: Int32Array, rows: number): void {
  if (starts.length === 0) throw new RangeError("starts is empty; with no segments it is [0]");
  if (starts[0] !== 0) throw new RangeError(`starts must begin with 0, not ${starts[0]}`);
  for (let b = 1; b < starts.length; b++) {
    if (starts[b]! < starts[b - 1]!) {
      throw new RangeError(`starts[${b}] is ${starts[b]}, less than the ${starts[b - 1]} before it`);
    }
  }
  if (starts[starts.length - 1] !== rows) {
    throw new RangeError(`starts must end with the number of rows, ${rows}, not ${starts[starts.length - 1]}`);
  }
}
