import assert from "node:assert/strict";
import fc from "fast-check";

const score = fc.integer({ min: -200, max: 300 }).map((n) => n / 100);

/** One to four tasks of one to nine runs, with ties. */
export const anyScores = fc.array(fc.array(score, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 4 });

/** Two policies on the same episodes. */
export const anyPairs = fc
  .array(fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 4 })
  .map((tasks) => [tasks.map((runs) => runs.map(([a]) => a)), tasks.map((runs) => runs.map(([, b]) => b))] as const);

export function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);
}
