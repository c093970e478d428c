import assert from "node:assert/strict";
import { mean, sampleStandardDeviation } from "simple-statistics";
import { EffectDistribution } from "../../../../env/world/generator/effect-distribution.js";
import { IceBenefit, transmission } from "../../../../env/world/generator/ice.js";
import { normalQuantile } from "../../../../env/world/generator/normal-table.js";

const samples = [
  { meanNanometers: 70, sdNanometers: 20, bestNanometers: 40, toleranceNanometers: 25 },
  { meanNanometers: 70, sdNanometers: 10, bestNanometers: 70, toleranceNanometers: 8 },
];
const nodes = Array.from({ length: 4000 }, (_, i) => normalQuantile((i + 0.5) / 4000));

describe("ice", () => {
  it("dims the image as Rice et al. have it", () => {
    assert.equal(transmission(0), 1);
    assert.ok(Math.abs(transmission(395) - Math.exp(-1)) < 1e-12);
    assert.ok(Math.abs(395 * Math.log(1 / transmission(77)) - 77) < 1e-9);
  });

  it("has a standardised benefit, greatest at the best thickness", () => {
    for (const ice of samples) {
      const benefit = new IceBenefit(ice);
      const values = nodes.map((z) =>
        benefit.standardised(benefit.closeness(ice.meanNanometers + ice.sdNanometers * z)),
      );
      assert.ok(Math.abs(mean(values)) < 0.01);
      assert.ok(Math.abs(sampleStandardDeviation(values) - 1) < 0.01);
      assert.equal(benefit.closeness(ice.bestNanometers), 1);
      assert.ok(benefit.closeness(ice.bestNanometers + ice.toleranceNanometers) < 0.61);
    }
  });

  it("says nothing where all ice is alike", () => {
    const benefit = new IceBenefit({
      meanNanometers: 70,
      sdNanometers: 1e-3,
      bestNanometers: 70,
      toleranceNanometers: 30,
    });
    assert.equal(benefit.standardised(benefit.closeness(70)), 0);
  });
});

describe("EffectDistribution", () => {
  it("finds the limit below which a share of holes lies, whatever the ice's share", () => {
    for (const ice of samples) {
      const benefit = new IceBenefit(ice);
      for (const share of [0, 0.1, 0.6, 0.95]) {
        const distribution = new EffectDistribution(benefit, share);
        for (const wanted of [0.05, 0.34, 0.9]) {
          const limit = distribution.quantile(wanted);
          const below = nodes.filter((_, i) => {
            const thickness = ice.meanNanometers + ice.sdNanometers * nodes[i]!;
            const rest = nodes[(i * 1237) % nodes.length]!;
            const iceEffect = -Math.sqrt(share) * benefit.standardised(benefit.closeness(thickness));
            return iceEffect + Math.sqrt(1 - share) * rest < limit;
          }).length;
          assert.ok(Math.abs(below / nodes.length - wanted) < 0.04, `${share}: ${below / nodes.length}, not ${wanted}`);
        }
      }
    }
  });

  it("has none below and all above the ends", () => {
    const distribution = new EffectDistribution(new IceBenefit(samples[0]!), 0.5);
    assert.equal(distribution.quantile(0), Number.NEGATIVE_INFINITY);
    assert.equal(distribution.quantile(1), Number.POSITIVE_INFINITY);
    assert.equal(distribution.probability(-9), 0);
    assert.equal(distribution.probability(9), 1);
  });
});
