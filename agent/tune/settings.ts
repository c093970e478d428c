import { UserError } from "../../env/errors.js";
import type { ParameterValues, PolicyEntry } from "../policy.js";
import { parameterValues } from "../policy-parameters.js";

/** One way to set a policy's parameters. */
export interface Setting {
  /** As it is written on a command line: the policy's name, then `:parameter=value` where that is not the default. */
  readonly spec: string;
  /** All of the policy's parameters. */
  readonly values: ParameterValues;
}

/** Values to try of one parameter. */
export interface Choice {
  readonly parameter: string;
  readonly values: readonly number[];
}

/**
 * All combinations of the values to try, the defaults first whether they are among them or not.
 *
 * @throws UserError if the policy has no such parameter, a value is out of range, or a parameter comes twice
 * @example settingsOf(policies.get("ucb"), [{ parameter: "beta", values: [0, 0.5] }])
 */
export function settingsOf(entry: PolicyEntry, choices: readonly Choice[]): Setting[] {
  const twice = choices.find(({ parameter }, i) => choices.findIndex((other) => other.parameter === parameter) < i);
  if (twice !== undefined) {
    throw new UserError(`parameter '${twice.parameter}' is given twice; expected all its values in one list`);
  }
  let combined: ParameterValues[] = [{}];
  for (const { parameter, values } of choices) {
    combined = combined.flatMap((given) => values.map((value) => ({ ...given, [parameter]: value })));
  }
  const settings = new Map<string, Setting>();
  for (const given of [{}, ...combined]) {
    const values = parameterValues(entry, given);
    const spec = specOf(entry, values);
    settings.set(spec, { spec, values });
  }
  return [...settings.values()];
}

/** As `parsePolicySpec` reads it. */
function specOf({ name, parameters = {} }: PolicyEntry, values: ParameterValues): string {
  const changed = Object.entries(parameters).filter(([parameter, declared]) => values[parameter] !== declared.default);
  return [name, ...changed.map(([parameter]) => `${parameter}=${values[parameter]}`)].join(":");
}
