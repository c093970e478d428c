import type { MathNode } from "mathjs";
import { math } from "../../math.js";
import { didYouMean } from "../../nearest-word.js";
import { shorten } from "../document/shorten.js";

const MOST_CHARACTERS = 500;
const MOST_NESTED_PARENTHESES = 32;

/** Functions that an expression may call; `log` is the natural logarithm. */
export const expressionFunctions = ["min", "max", "exp", "log", "sqrt", "abs"] as const;
export type ExpressionFunction = (typeof expressionFunctions)[number];

/** What operators may be called, by mathjs's name of their function. */
const operators: Readonly<Record<string, string>> = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  pow: "^",
  unaryMinus: "-",
  unaryPlus: "+",
  smaller: "<",
  smallerEq: "<=",
  larger: ">",
  largerEq: ">=",
  equal: "==",
  unequal: "!=",
  and: "and",
  or: "or",
  not: "not",
};

/**
 * Parses an expression of a scenario file and checks that it is arithmetic, comparisons, `and`, `or`, `not`,
 * `condition ? a : b` and calls of {@link expressionFunctions}, and nothing else: no strings, lists, ranges, units
 * conversions, property access, assignments or functions of its own. So evaluating it takes no longer than reading it.
 *
 * @returns mathjs's syntax tree, whose symbols are still to be checked
 * @throws Error with one sentence
 */
export function parseExpression(text: string): MathNode {
  if (text.length > MOST_CHARACTERS) {
    throw new Error(`the expression has ${text.length} characters; expected at most ${MOST_CHARACTERS}`);
  }
  if (nesting(text) > MOST_NESTED_PARENTHESES) {
    throw new Error(`the expression is nested more than ${MOST_NESTED_PARENTHESES} deep`);
  }
  const tree = math.parse(text);
  check(tree);
  return tree;
}

function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if ("([{".includes(character)) most = Math.max(most, ++depth);
    else if (")]}".includes(character)) depth--;
  }
  return most;
}

function check(node: MathNode): void {
  if (math.isOperatorNode(node)) {
    if (!Object.hasOwn(operators, node.fn)) {
      const allowed = [...new Set(Object.values(operators))].join(" ");
      throw new Error(`the operator '${node.op}' is not allowed; expected one of ${allowed}`);
    }
    for (const argument of node.args) check(argument);
  } else if (math.isFunctionNode(node)) {
    checkCall(node.fn.toString(), node.args);
    for (const argument of node.args) check(argument);
  } else if (math.isParenthesisNode(node)) {
    check(node.content);
  } else if (math.isRelationalNode(node)) {
    for (const parameter of node.params) check(parameter);
  } else if (math.isConditionalNode(node)) {
    for (const part of [node.condition, node.trueExpr, node.falseExpr]) check(part);
  } else if (math.isConstantNode(node)) {
    if (node.value === undefined) throw new Error("the expression is empty");
    if (typeof node.value !== "number" || !Number.isFinite(node.value)) {
      throw new Error(`'${shorten(node.toString())}' is not allowed; expected a finite number`);
    }
  } else if (!math.isSymbolNode(node)) {
    throw new Error(`'${shorten(node.toString())}' is not allowed; expected arithmetic and comparisons`);
  }
}

function checkCall(name: string, given: readonly MathNode[]): void {
  if (!(expressionFunctions as readonly string[]).includes(name)) {
    const hint = didYouMean(shorten(name), expressionFunctions);
    const known = expressionFunctions.join(", ");
    throw new Error(`'${shorten(name)}' is no function; expected one of ${known}${hint === "" ? "" : `.${hint}`}`);
  }
  const several = name === "min" || name === "max";
  if (given.length === 0 || (given.length > 1 && !several)) {
    throw new Error(`${name} has ${given.length} arguments; expected ${several ? "at least one" : "one"}`);
  }
}

/** Names that an expression reads: variables, and units where it may hold any. */
export function symbolsOf(tree: MathNode): string[] {
  const names = new Set<string>();
  tree.traverse((node, path) => {
    if (math.isSymbolNode(node) && path !== "fn") names.add(node.name);
  });
  return [...names];
}
