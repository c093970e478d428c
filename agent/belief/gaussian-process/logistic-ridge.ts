import { math } from "../../../env/math.js";

/** Newton steps; it has settled long before. */
const STEPS = 25;

/**
 * Weights of a logistic regression by Newton's method, with a penalty on their squares, the first one's (the
 * intercept's) aside.
 *
 * @param rows variables of each observation, the first always 1
 * @param penalty of a weight's square, halved: that of so many observations' worth of curvature
 */
export function logisticRidge(rows: readonly Float64Array[], good: readonly boolean[], penalty: number): number[] {
  const width = rows[0]!.length;
  let weights = new Array<number>(width).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? (i === 0 ? 1e-6 : penalty) : 0)));
    const gradient = weights.map((weight, i) => (i === 0 ? 0 : -penalty * weight));
    rows.forEach((row, n) => {
      let logit = 0;
      for (let i = 0; i < width; i++) logit += weights[i]! * row[i]!;
      const chance = 1 / (1 + Math.exp(-logit));
      const residual = (good[n] === true ? 1 : 0) - chance;
      for (let i = 0; i < width; i++) {
        gradient[i]! += residual * row[i]!;
        const factor = chance * (1 - chance) * row[i]!;
        for (let j = 0; j < width; j++) curvature[i]![j]! += factor * row[j]!;
      }
    });
    const change = math.lusolve(curvature, gradient) as number[][];
    weights = weights.map((weight, i) => weight + change[i]![0]!);
  }
  return weights;
}
