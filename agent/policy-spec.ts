import { UserError } from "../env/errors.js";
import { didYouMean } from "../env/nearest-word.js";
import { policies } from "./policies/index.js";
import type { ParameterValues, Policy, PrepareOptions } from "./policy.js";
import { parameterValues } from "./policy-parameters.js";

/** A policy's name and the parameters that are not at their defaults. */
export interface PolicySpec {
  readonly name: string;
  readonly values: ParameterValues;
  /** Of a policy that is made from a folder. */
  readonly folder?: string;
}

/**
 * Reads a policy as it is written on a command line: a name, then `:parameter=number` for each parameter that is not at
 * its default, or `:folder` for a policy that is made from one.
 *
 * @param more names that are known beside those of the registry, without parameters
 * @throws UserError naming the nearest word if no policy or parameter has such a name; if a value is no number, is given
 *   twice or is out of range
 * @example parsePolicySpec("operator:poor_share=0.3:hopeless_after=6")
 */
export function parsePolicySpec(spec: string, more: readonly string[] = []): PolicySpec {
  const [name = "", ...settings] = spec.split(":");
  const known = [...policies.names(), ...more];
  if (!known.includes(name)) {
    throw new UserError(`unknown policy '${name}'.${didYouMean(name, known)} Known: ${known.join(", ")}.`);
  }
  const entry = policies.has(name) ? policies.get(name) : { name };
  if ("takesFolder" in entry && entry.takesFolder === true) {
    if (settings.length === 0) return { name, values: {} };
    const folder = spec.slice(name.length + 1);
    if (folder === "") throw new UserError(`policy '${spec}': expected a folder after '${name}:'`);
    return { name, values: {}, folder };
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
  parameterValues(entry, values);
  return { name, values };
}

/**
 * Makes ready what some policies need before they are created; once in each thread that creates them.
 *
 * @throws UserError if what a policy is made from can't be loaded
 * @example await preparePolicies(["index", "learned:checkpoints/mine"]);
 */
export async function preparePolicies(
  specs: readonly string[],
  more: readonly string[] = [],
  options: PrepareOptions = {},
): Promise<void> {
  for (const spec of specs) {
    const { name, folder } = parsePolicySpec(spec, more);
    if (policies.has(name)) await policies.get(name).prepare?.(folder, options);
  }
}

/** @param spec as {@link parsePolicySpec} reads it, prepared */
export function createPolicy(spec: string): Policy {
  const { name, values, folder } = parsePolicySpec(spec);
  return policies.get(name).create(values, folder);
}
