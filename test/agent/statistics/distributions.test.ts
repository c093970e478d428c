import assert from "node:assert/strict";
import fc from "fast-check";
import { normalProbability, normalQuantile } from "../../../agent/statistics/normal-distribution.js";
import { studentProbability, studentQuantile } from "../../../agent/statistics/student-distribution.js";

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);

describe("normal distribution", () => {
  it("has the quantiles of the tables", () => {
    // Abramowitz & Stegun 1964, tables 26.1 and 26.5
    near(normalQuantile(0.975), 1.959963984540054, 1e-12);
    near(normalQuantile(0.95), 1.6448536269514722, 1e-12);
    near(normalQuantile(0.8), 0.8416212335729143, 1e-12);
    near(normalQuantile(1e-6), -4.753424308822899, 1e-9);
    assert.equal(normalQuantile(0.5), 0);
    assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY);
    assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY);
    assert.throws(() => normalQuantile(1.1), RangeError);
    assert.throws(() => normalQuantile(Number.NaN), RangeError);
  });

  it("inverts its probabilities", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) =>
        near(normalProbability(normalQuantile(p)), p, 1e-14),
      ),
    );
  });
});

describe("Student's distribution", () => {
  it("agrees with the closed forms of one, two and four degrees of freedom", () => {
    for (const t of [-40, -3, -0.1, 0, 1e-9, 0.7, 2, 15]) {
      near(studentProbability(t, 1), 0.5 + Math.atan(t) / Math.PI, 1e-13);
      near(studentProbability(t, 2), 0.5 + t / (2 * Math.sqrt(2 + t * t)), 1e-13);
      const r = 1 + (t * t) / 4;
      near(studentProbability(t, 4), 0.5 + ((3 / 8) * t * (1 - (t * t) / (12 * r))) / Math.sqrt(r), 1e-13);
    }
  });

  it("comes near the normal one with many degrees, and to its ends without an end", () => {
    near(studentProbability(1.5, 1e7), normalProbability(1.5), 1e-6);
    assert.equal(studentProbability(Number.POSITIVE_INFINITY, 3), 1);
    assert.equal(studentProbability(Number.NEGATIVE_INFINITY, 3), 0);
  });

  it("keeps digits far out", () => {
    const t = -1e4; // two degrees: about 1 / (2 t²)
    assert.ok(Math.abs(studentProbability(t, 2) * 2 * t * t - 1) < 1e-6);
  });

  it("has the quantiles of the tables", () => {
    // Abramowitz & Stegun 1964, table 26.10
    near(studentQuantile(0.975, 10), 2.228, 5e-4);
    near(studentQuantile(0.95, 4), 2.132, 5e-4);
    near(studentQuantile(0.95, 120), 1.658, 5e-4);
    assert.throws(() => studentQuantile(1, 4), RangeError);
  });

  it("inverts its probabilities", () => {
    const p = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(p, fc.integer({ min: 1, max: 2000 }), (p, degrees) => {
        near(studentProbability(studentQuantile(p, degrees), degrees), p, 1e-11);
      }),
    );
  });
});
