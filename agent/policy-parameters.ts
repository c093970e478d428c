import { UserError } from "../env/errors.js";
import { didYouMean } from "../env/nearest-word.js";
import type { ParameterValues, PolicyParameter } from "./policy.js";

/** What can be told of a policy, for {@link parameterValues}: a registry's entry. */
export interface Tunable {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, PolicyParameter>>;
}

/**
 * All parameters of a policy: the given ones checked, the others at their defaults.
 *
 * @throws UserError if a name is not a parameter of the policy, with the nearest one, or a value is out of its range
 * @example parameterValues(policies.get("ucb"), { beta: 1.5 }) // { beta: 1.5 }
 */
export function parameterValues({ name, parameters = {} }: Tunable, given: ParameterValues = {}): ParameterValues {
  for (const [parameter, value] of Object.entries(given)) {
    const declared = Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined;
    if (declared === undefined) throw unknownParameter(name, parameter, Object.keys(parameters));
    const { min, max, whole = false } = declared;
    if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
      throw new UserError(
        `policy '${name}': '${parameter}' is ${value}; expected a ${whole ? "whole number" : "number"} from ${min} to ${max} (${declared.summary})`,
      );
    }
  }
  const defaults = Object.entries(parameters).map(([parameter, declared]) => [parameter, declared.default] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

function unknownParameter(policy: string, parameter: string, known: readonly string[]): UserError {
  const what = `policy '${policy}' has no parameter '${parameter}'`;
  if (known.length === 0) return new UserError(`${what}; it has none`);
  return new UserError(`${what}.${didYouMean(parameter, known)} Known: ${known.join(", ")}.`);
}
