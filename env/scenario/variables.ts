import { LocatedError, type SourceLocation } from "../errors.js";
import type { LocatedEntry, LocatedMap } from "./document/located.js";
import { oneLine, shorten } from "./document/shorten.js";
import { evaluateQuantity, isUnit, plainUnits, type Quantity } from "./expressions/evaluate-quantity.js";
import { expressionFunctions, parseExpression, symbolsOf } from "./expressions/parse-expression.js";

const MOST_VARIABLES = 100;
const EXPECTED = "expected a number or a quantity such as '60 min'";

/** A file's variables and what is wrong with them; a wrong one has no value. */
export interface Variables {
  readonly values: ReadonlyMap<string, Quantity>;
  /** Names of those that are wrong. */
  readonly wrong: ReadonlySet<string>;
  readonly found: readonly LocatedError[];
}

/**
 * The values of a file's top-level `variables`: numbers, quantities, or expressions over other variables, in any order.
 *
 * @example variables: { shift: 60 min, night: 8 * shift }
 */
export function readVariables(root: LocatedMap): Variables {
  const given = root.entries.get("variables")?.value;
  if (given?.kind !== "map") return { values: new Map(), wrong: new Set(), found: [] };
  if (given.entries.size > MOST_VARIABLES) {
    const problem = `variables: there are ${given.entries.size}; expected at most ${MOST_VARIABLES}`;
    return { values: new Map(), wrong: new Set(given.entries.keys()), found: [new LocatedError(given.at, problem)] };
  }
  const reader = new VariableReader(given.entries);
  for (const name of given.entries.keys()) reader.read(name, []);
  return reader;
}

class VariableReader implements Variables {
  readonly values = new Map<string, Quantity>();
  readonly found: LocatedError[] = [];
  readonly wrong = new Set<string>();

  constructor(readonly entries: ReadonlyMap<string, LocatedEntry>) {}

  /**
   * Computes a variable, those that it needs first.
   *
   * @param way the variables that need this one
   */
  read(name: string, way: readonly string[]): void {
    if (this.values.has(name) || this.wrong.has(name)) return;
    const { keyAt, value } = this.entries.get(name)!;
    const wrong = nameProblem(name);
    const given = value.kind === "scalar" ? value.value : undefined;
    if (wrong !== undefined) this.#problem(name, wrong, keyAt);
    else if (way.includes(name)) {
      const circle = [...way.slice(way.indexOf(name)), name].join(" → ");
      this.#problem(name, `it needs itself: ${circle}`, value.at);
    } else if (typeof given === "number" && Number.isFinite(given)) this.values.set(name, given);
    else if (typeof given === "string") this.#compute(name, given, value.at, way);
    else this.#problem(name, EXPECTED, value.at);
  }

  #compute(name: string, text: string, at: SourceLocation, way: readonly string[]): void {
    try {
      const needed = symbolsOf(parseExpression(plainUnits(text))).filter((symbol) => this.entries.has(symbol));
      for (const symbol of needed) this.read(symbol, [...way, name]);
      if (this.wrong.has(name)) return;
      if (needed.some((symbol) => this.wrong.has(symbol))) this.wrong.add(name);
      else this.values.set(name, evaluateQuantity(text, this.values));
    } catch (error) {
      this.#problem(name, `'${shorten(text)}': ${(error as Error).message}; ${EXPECTED}`, at);
    }
  }

  #problem(name: string, text: string, at: SourceLocation): void {
    this.wrong.add(name);
    this.found.push(new LocatedError(at, `variables.${shorten(name)}: ${oneLine(text)}`));
  }
}

function nameProblem(name: string): string | undefined {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return "expected a name of small letters, digits and '_'";
  if ((expressionFunctions as readonly string[]).includes(name)) return `'${name}' is a function; take another name`;
  if (["and", "or", "not", "xor", "mod", "to", "in", "true", "false", "null", "undefined", "end"].includes(name)) {
    return `'${name}' has a meaning in expressions; take another name`;
  }
  return isUnit(name) ? `'${name}' is a unit; take another name` : undefined;
}
