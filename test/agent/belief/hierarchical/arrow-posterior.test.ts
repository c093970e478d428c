import assert from "node:assert/strict";
import { ArrowPosterior, type Block } from "../../../../agent/belief/hierarchical/arrow-posterior.js";
import { math } from "../../../../env/math.js";
import { RandomStream } from "../../../../env/random/random-stream.js";

/** Two grids of two common effects each, three blocks; the dense joint Gaussian of all common and group effects beside. */
function example(seed: number) {
  const random = new RandomStream(seed);
  const width = 2;
  const root = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => random.normal()));
  const common = math.multiply(root, math.transpose(root)) as number[][];
  const mean = Float64Array.from({ length: 4 }, () => random.normal());
  const blocks: Block[] = [3, 1, 2].map((groups, b) => {
    const factor = Array.from({ length: groups }, () => Array.from({ length: groups }, () => random.normal()));
    const covariance = math.multiply(factor, math.transpose(factor)) as number[][];
    return { groups, covariance: Float64Array.from(covariance.flat()), firstColumn: b === 2 ? 2 : 0 };
  });
  const size = 4 + 6;
  const joint = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i < 4 && j < 4 ? common[i]![j]! : 0)),
  );
  let first = 4;
  for (const { groups, covariance } of blocks) {
    for (let i = 0; i < groups; i++) {
      for (let j = 0; j < groups; j++) joint[first + i]![first + j] = covariance[i * groups + j]!;
    }
    first += groups;
  }
  const posterior = new ArrowPosterior(mean, Float64Array.from(common.flat()), width, blocks);
  return { random, posterior, joint, jointMean: [...mean, 0, 0, 0, 0, 0, 0], blocks };
}

/** A leaf's loadings on everything. */
function loadingsOf(group: number, loadings: Float64Array, firstColumn: number): number[] {
  const all = new Array<number>(10).fill(0);
  all[firstColumn] = loadings[0]!;
  all[firstColumn + 1] = loadings[1]!;
  all[4 + group] = 1;
  return all;
}

describe("ArrowPosterior", () => {
  it("equals conditioning the dense joint Gaussian, measurement by measurement", () => {
    for (let seed = 0; seed < 10; seed++) {
      const { random, posterior, blocks, ...dense } = example(seed);
      let covariance = dense.joint;
      let mean = dense.jointMean;
      for (let nth = 0; nth < 12; nth++) {
        const group = random.integer(6);
        const loadings = Float64Array.of(random.normal(), random.normal());
        const { firstColumn } = blocks[posterior.blockOf[group]!]!;
        const h = loadingsOf(group, loadings, firstColumn);
        const reach = covariance.map((row) => row.reduce((sum, value, j) => sum + value * h[j]!, 0));
        const expected = mean.reduce((sum, value, j) => sum + value * h[j]!, 0);
        const variance = reach.reduce((sum, value, j) => sum + value * h[j]!, 0);
        posterior.predict(group, loadings);
        assert.ok(Math.abs(posterior.predictedMean - expected) < 1e-8, `seed ${seed}, ${nth}`);
        assert.ok(Math.abs(posterior.predictedVariance - variance) < 1e-8, `seed ${seed}, ${nth}`);
        const [value, error] = [random.normal(), 0.2 + random.uniform()];
        posterior.measure(group, loadings, 0, value, error);
        const total = variance + error;
        mean = mean.map((m, i) => m + (reach[i]! * (value - expected)) / total);
        covariance = covariance.map((row, i) => row.map((c, j) => c - (reach[i]! * reach[j]!) / total));
      }
      assert.ok(posterior.mean.every((m, i) => Math.abs(m - mean[i]!) < 1e-8));
    }
  });

  it("draws samples with the means and variances that it predicts", () => {
    const { random, posterior, blocks } = example(3);
    const loadings = Float64Array.of(0.5, -1);
    for (const group of [0, 2, 5]) posterior.measure(group, loadings, 0, 1, 0.5);
    const common = new Float64Array(4);
    const effects = new Float64Array(6);
    const sums = Array.from({ length: 6 }, () => [0, 0]);
    const draws = 20_000;
    for (let nth = 0; nth < draws; nth++) {
      posterior.sample(random, common, effects);
      for (let group = 0; group < 6; group++) {
        const { firstColumn } = blocks[posterior.blockOf[group]!]!;
        const value = effects[group]! + loadings[0]! * common[firstColumn]! + loadings[1]! * common[firstColumn + 1]!;
        sums[group]![0]! += value / draws;
        sums[group]![1]! += value ** 2 / draws;
      }
    }
    for (let group = 0; group < 6; group++) {
      posterior.predict(group, loadings);
      const { predictedMean, predictedVariance } = posterior;
      const [mean, square] = sums[group]!;
      assert.ok(Math.abs(mean! - predictedMean) < 5 * Math.sqrt(predictedVariance / draws), `group ${group}`);
      assert.ok(Math.abs(square! - mean! ** 2 - predictedVariance) < 0.06 * predictedVariance + 1e-3, `group ${group}`);
    }
  });
});
