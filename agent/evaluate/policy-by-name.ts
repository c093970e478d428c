import { UserError } from "../../env/errors.js";
import { didYouMean } from "../../env/nearest-word.js";
import type { World } from "../../env/world/world.js";
import { policies } from "../policies/index.js";
import type { ParameterValues, Policy } from "../policy.js";
import { parameterValues } from "../policy-parameters.js";
import { privilegedPolicies } from "./privileged/index.js";

/** Names of all policies that evaluation can build, those that know the truth last. */
export function evaluationPolicyNames(): string[] {
  return [...policies.names(), ...privilegedPolicies.names()];
}

/** A policy's name and the parameters that are not at their defaults. */
export interface PolicySpec {
  readonly name: string;
  readonly values: ParameterValues;
}

/**
 * Reads a policy as it is written on a command line: a name, then `:parameter=number` for each parameter that is not at
 * its default.
 *
 * @throws UserError naming the nearest word if no policy or parameter has such a name; if a value is no number, is given
 *   twice or is out of range
 * @example parsePolicySpec("operator:poor_share=0.3:hopeless_after=6")
 */
export function parsePolicySpec(spec: string): PolicySpec {
  const [name = "", ...settings] = spec.split(":");
  const known = evaluationPolicyNames();
  if (!known.includes(name)) {
    throw new UserError(`unknown policy '${name}'.${didYouMean(name, known)} Known: ${known.join(", ")}.`);
  }
  const values: Record<string, number> = {};
  for (const setting of settings) {
    const [parameter = "", text = "", ...rest] = setting.split("=").map((part) => part.trim());
    const value = Number(text);
    if (text === "" || rest.length > 0 || !Number.isFinite(value)) {
      throw new UserError(`policy '${spec}': '${setting}' is no setting; expected parameter=number, such as beta=1.5`);
    }
    if (Object.hasOwn(values, parameter)) throw new UserError(`policy '${spec}': '${parameter}' is given twice`);
    values[parameter] = value;
  }
  parameterValues(policies.has(name) ? policies.get(name) : { name }, values);
  return { name, values };
}

/** @throws UserError if one of them is no policy, privileged or not; see {@link parsePolicySpec} */
export function requirePolicies(specs: readonly string[]): void {
  for (const spec of specs) parsePolicySpec(spec);
}

/**
 * Builds a policy for one world; only privileged ones get to see it.
 *
 * @param spec as {@link parsePolicySpec} reads it
 */
export function buildPolicy(spec: string, world: World): Policy {
  const { name, values } = parsePolicySpec(spec);
  return policies.has(name) ? policies.get(name).create(values) : privilegedPolicies.get(name).create(world);
}
