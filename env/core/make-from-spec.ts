import { UserError } from "../errors.js";
import { wrappers } from "../wrappers/wrappers.js";
import type { Env } from "./env.js";
import { EnvSpec, type EnvSpecJson } from "./env-spec.js";
import { make } from "./environments.js";

/**
 * An environment like the one that a spec is of, wrappers included.
 *
 * @param spec `env.spec`, its JSON, or the JSON's text
 * @throws UserError if it is no spec, or names an environment or a wrapper that is not registered
 * @example const again = makeFromSpec(JSON.stringify(env.spec));
 */
export function makeFromSpec(spec: EnvSpec | EnvSpecJson | string): Env<unknown, unknown, object> {
  const { id, options, wrappers: inside } = spec instanceof EnvSpec ? spec : readSpec(spec);
  let env: Env<unknown, unknown, object> = make(id, options);
  for (const wrapper of inside) env = wrappers.get(wrapper.name).wrap(env, wrapper.options ?? {});
  return env;
}

function readSpec(given: unknown): EnvSpec {
  const json = typeof given === "string" ? parse(given) : given;
  if (!isMapping(json)) throw new UserError("an environment's spec must be a mapping with 'id' and 'options'");
  const { id, options, wrappers: inside = [], ...rest } = json;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new UserError(`an environment's spec has no key '${unknown}'; expected 'id', 'options' and 'wrappers'`);
  }
  if (typeof id !== "string") {
    throw new UserError(
      `'id' of an environment's spec is ${JSON.stringify(id)}; expected an id such as 'CryoEM/Collection-v0'`,
    );
  }
  if (!Array.isArray(inside)) throw new UserError("'wrappers' of an environment's spec is no list");
  const specs = inside.map((wrapper: unknown, i) => {
    if (!isMapping(wrapper) || typeof wrapper.name !== "string") {
      throw new UserError(`'wrappers[${i}]' of an environment's spec has no 'name'; expected one such as 'TimeLimit'`);
    }
    return { name: wrapper.name, options: wrapper.options };
  });
  return new EnvSpec(id, options, specs);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`an environment's spec is not JSON: ${(error as Error).message}`);
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
