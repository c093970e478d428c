import assert from "node:assert/strict";
import { inverseMills, probit, probitQuantile } from "../../../../agent/belief/gaussian-process/probit.js";
import { math } from "../../../../env/math.js";

describe("probit", () => {
  it("is the standard normal distribution function", () => {
    for (let z = -5; z <= 5; z += 0.01) {
      assert.ok(Math.abs(probit(z) - (1 + math.erf(z / Math.SQRT2)) / 2) < 1e-7, `at ${z}`);
    }
    assert.equal(probit(40), 1);
    assert.equal(probit(-50), 0);
    // Abramowitz & Stegun, table 26.2: Φ(−6) = 9.8659e−10.
    assert.ok(Math.abs(probit(-6) / 9.8659e-10 - 1) < 1e-4);
  });

  it("is inverted by its quantile", () => {
    for (const p of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999]) assert.ok(Math.abs(probit(probitQuantile(p)) - p) < 1e-9);
  });
});

describe("inverseMills", () => {
  it("is density over distribution function, and finite however far out", () => {
    for (let z = -8; z <= 8; z += 0.1) {
      const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
      assert.ok(Math.abs((inverseMills(z) * probit(z)) / density - 1) < 1e-9, `at ${z}`);
    }
    // −z − 1/z + 2/z³ … (Abramowitz & Stegun 26.2.12)
    for (const z of [-20, -60, -1000]) assert.ok(Math.abs(inverseMills(z) - (-z - 1 / z)) < 1e-3, `${inverseMills(z)}`);
    assert.equal(inverseMills(1000), 0);
  });
});
