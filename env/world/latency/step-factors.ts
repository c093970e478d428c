import type { LatencyFactors } from "./latency-model.js";

/**
 * The factor on each step's times, 1 where none is given.
 *
 * @returns [steps] in the order of `stepNames`
 * @throws RangeError if a factor is no finite number above 0, or names a step that there is not
 * @example stepFactors(["grid", "square"], { square: 1.5 }) // [1, 1.5]
 */
export function stepFactors(stepNames: readonly string[], factors: LatencyFactors): number[] {
  for (const [name, factor] of Object.entries(factors)) {
    if (!stepNames.includes(name)) {
      throw new RangeError(`'${name}' is no step of this latency model; expected one of ${stepNames.join(", ")}`);
    }
    if (!Number.isFinite(factor) || factor <= 0) {
      throw new RangeError(`the factor on '${name}' is ${factor}; expected a finite number above 0`);
    }
  }
  return stepNames.map((name) => (Object.hasOwn(factors, name) ? factors[name]! : 1));
}
