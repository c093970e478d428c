import assert from "node:assert/strict";

/** Derivatives of a function of several numbers, by central differences in double precision. */
export function finiteDifferences(f: (x: readonly number[]) => number, x: readonly number[]): number[] {
  const step = 1e-5;
  return x.map((value, i) => (f(x.with(i, value + step)) - f(x.with(i, value - step))) / (2 * step));
}

/** Throws unless both are equal to 1e-4, relative to what is larger than 1. */
export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < expected.length; i++) {
    const tolerance = 1e-4 * Math.max(1, Math.abs(expected[i]!));
    // A comparison that also fails where one is not a number.
    assert.ok(Math.abs(actual[i]! - expected[i]!) <= tolerance, `${what} [${i}]: ${actual[i]}, not ${expected[i]}`);
  }
}
