import { UserError } from "../errors.js";
import { type PlainJson, plainJsonProblem } from "./plain-json.js";

/** A wrapper that an environment was put into. */
export interface WrapperSpec {
  /** Its name, such as `TimeLimit`. */
  readonly name: string;
  /** What its constructor was given besides the environment. */
  readonly options: unknown;
}

/** An {@link EnvSpec} as plain JSON. */
export interface EnvSpecJson {
  readonly id: string;
  readonly options?: PlainJson;
  /** Innermost first; absent if there are none. */
  readonly wrappers?: readonly { readonly name: string; readonly options?: PlainJson }[];
}

/**
 * How an environment was made: enough to make one like it, in another process or another year.
 *
 * @example
 * const text = JSON.stringify(env.spec); // {"id":"CryoEM/Collection-v0","options":{"scenario":"y1-like"}}
 * const again = makeFromSpec(text);
 */
export class EnvSpec {
  /** As given; a copy if it is plain JSON. */
  readonly options: unknown;

  /**
   * @param id with its version
   * @param options as given to {@link make}
   * @param wrappers innermost first
   */
  constructor(
    readonly id: string,
    options?: unknown,
    readonly wrappers: readonly WrapperSpec[] = [],
  ) {
    this.options = plainJsonProblem(options) === undefined ? structuredClone(options) : options;
  }

  /** The spec of this environment in one more wrapper. */
  wrappedIn(wrapper: WrapperSpec): EnvSpec {
    return new EnvSpec(this.id, this.options, [...this.wrappers, wrapper]);
  }

  /** @throws UserError if the options hold what JSON can't, naming it */
  toJSON(): EnvSpecJson {
    return {
      id: this.id,
      ...optionsJson(this.id, this.options),
      ...(this.wrappers.length === 0
        ? {}
        : { wrappers: this.wrappers.map(({ name, options }) => ({ name, ...optionsJson(name, options) })) }),
    };
  }
}

function optionsJson(of: string, options: unknown): { options?: PlainJson } {
  const problem = plainJsonProblem(options);
  if (problem !== undefined) {
    const fix = "give what has a name by its name, such as a scenario, and numbers and lists as such";
    throw new UserError(`the spec of ${of} can't be written as JSON: ${problem}; ${fix}`);
  }
  return options === undefined ? {} : { options: options as PlainJson };
}
