/** Makes `observation[key]` the array of `arrays[key]`, contents copied; what is no array stays. */
export function adoptArrays<T extends object>(observation: T, arrays: T): void {
  for (const key of Object.keys(observation) as (keyof T & string)[]) {
    const now: unknown = observation[key];
    const next: unknown = arrays[key];
    if (!isNumberArray(now)) continue;
    if (!isNumberArray(next) || next.constructor !== now.constructor || next.length !== now.length) {
      const given = isNumberArray(next) ? `a ${next.constructor.name} of ${next.length} entries` : `${next}`;
      throw new RangeError(
        `the array '${key}' is ${given}; expected a ${now.constructor.name} of ${now.length} entries`,
      );
    }
  }
  for (const key of Object.keys(observation) as (keyof T & string)[]) {
    const now: unknown = observation[key];
    const next: unknown = arrays[key];
    if (!isNumberArray(now) || !isNumberArray(next)) continue;
    next.set(now);
    observation[key] = arrays[key];
  }
}

function isNumberArray(value: unknown): value is Float32Array | Uint8Array | Int32Array {
  return value instanceof Float32Array || value instanceof Uint8Array || value instanceof Int32Array;
}
