import type { MathNode, Unit } from "mathjs";
import { math } from "../../math.js";
import { nearestWord } from "../../nearest-word.js";
import { parseExpression } from "./parse-expression.js";

/** A number, or a number with a unit. */
export type Quantity = number | Unit;

/**
 * Computes a quantity: a number with a unit, or an expression over such and over variables. Units are checked on the
 * way: seconds are not added to micrometres.
 *
 * @param variables by name; they go before units
 * @throws Error with one sentence
 * @example evaluateQuantity("8 * shift", new Map([["shift", math.unit("60 min")]])).toString() // "480 min"
 */
export function evaluateQuantity(text: string, variables: ReadonlyMap<string, Quantity>): Quantity {
  const value = evaluate(parseExpression(plainUnits(text)), variables);
  if (typeof value === "boolean") throw new Error("it is a condition");
  if (!Number.isFinite(typeof value === "number" ? value : value.toSI().value)) throw new Error("it is not finite");
  return value;
}

/** Letters as the parser knows them: micro is u, Å is angstrom. */
export function plainUnits(text: string): string {
  return text.replaceAll(/[µμ]/g, "u").replaceAll(/[ÅÅ]/g, "angstrom");
}

/** Whether a word is a unit, such as `min`. */
export function isUnit(word: string): boolean {
  return math.Unit.isValuelessUnit(word);
}

type Value = Quantity | boolean;
type Operation = (...values: Value[]) => unknown;

// mathjs's functions are overloaded on numbers and units; what else comes out is refused below.
const operations = math as unknown as Readonly<Record<string, Operation>>;

function evaluate(node: MathNode, variables: ReadonlyMap<string, Quantity>): Value {
  if (math.isParenthesisNode(node)) return evaluate(node.content, variables);
  if (math.isConstantNode(node)) return node.value as number;
  if (math.isSymbolNode(node)) return named(node.name, variables);
  if (math.isConditionalNode(node)) {
    const holds = evaluate(node.condition, variables);
    if (typeof holds !== "boolean") throw new Error(`'${node.condition.toString()}' is no condition`);
    return evaluate(holds ? node.trueExpr : node.falseExpr, variables);
  }
  if (math.isRelationalNode(node)) {
    const values = node.params.map((parameter) => evaluate(parameter, variables));
    return node.conditionals.every((name, i) => apply(node, name, [values[i]!, values[i + 1]!]) === true);
  }
  if (math.isOperatorNode(node) || math.isFunctionNode(node)) {
    const name = math.isOperatorNode(node) ? node.fn : node.fn.toString();
    return apply(
      node,
      name,
      node.args.map((argument) => evaluate(argument, variables)),
    );
  }
  throw new Error(`'${node.toString()}' is not allowed`);
}

function named(name: string, variables: ReadonlyMap<string, Quantity>): Quantity {
  const value = variables.get(name);
  if (value !== undefined) return value;
  if (isUnit(name)) return math.unit(1, name);
  const near = nearestWord(name, variables.keys());
  throw new Error(
    `'${name}' is neither a unit nor a variable of the file${near === undefined ? "" : `. Did you mean '${near}'?`}`,
  );
}

function apply(node: MathNode, name: string, values: readonly Value[]): Value {
  let result: unknown;
  try {
    result = operations[name]!(...values);
  } catch {
    throw new Error(`'${node.toString()}': these units do not go together`);
  }
  if (typeof result === "number" || typeof result === "boolean") return result;
  if (math.isUnit(result)) return result;
  throw new Error(`'${node.toString()}' is no real number`);
}
