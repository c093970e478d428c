import type { MathNode } from "mathjs";
import { math } from "../math.js";
import { didYouMean } from "../nearest-word.js";
import { shorten } from "./document/shorten.js";
import { type ExpressionFunction, parseExpression, symbolsOf } from "./expressions/parse-expression.js";

/** Named numbers that a compiled expression reads; what is missing is NaN or absent. */
export type NamedNumbers = Readonly<Record<string, number>>;

/**
 * Compiles a condition over named numbers: once, when a scenario is loaded; what comes back is plain arithmetic.
 * It is false wherever one of the numbers that it names is missing (NaN): a missing measurement is never good.
 *
 * @param variables the names that it may use
 * @throws Error with a sentence if it is no condition, names something unknown, or could run more than arithmetic
 * @example compileCondition("ctf_resolution_angstrom <= 6", ["ctf_resolution_angstrom"])({ ctf_resolution_angstrom: 4 }) // true
 */
export function compileCondition(text: string, variables: readonly string[]): (values: NamedNumbers) => boolean {
  const { compiled, missing } = compile(text, variables);
  if (compiled.type !== "boolean") throw new Error("it is no condition; expected one such as 'x <= 6'");
  return (values) => !missing(values) && compiled.of(values);
}

/**
 * Compiles a number over named numbers, as {@link compileCondition} does a condition. It is NaN wherever one of the
 * numbers that it names is missing (NaN), even one that the values of others make irrelevant, and wherever the result
 * is no finite number (1 / 0, log(0), sqrt(-1)): who uses it decides once what a missing value is worth.
 *
 * @throws Error as {@link compileCondition} does
 * @example compileNumber("x <= 6 ? 1 : exp(-x)", ["x"])({ x: 4 }) // 1
 */
export function compileNumber(text: string, variables: readonly string[]): (values: NamedNumbers) => number {
  const { compiled, missing } = compile(text, variables);
  if (compiled.type !== "number") throw new Error("it is no number; expected one such as 'x <= 6 ? 1 : 0'");
  return (values) => {
    const value = missing(values) ? Number.NaN : compiled.of(values);
    return Number.isFinite(value) ? value : Number.NaN;
  };
}

type NumberOf = (values: NamedNumbers) => number;
type BooleanOf = (values: NamedNumbers) => boolean;
type Compiled =
  | { readonly type: "number"; readonly of: NumberOf }
  | { readonly type: "boolean"; readonly of: BooleanOf };

function compile(text: string, variables: readonly string[]) {
  const tree = parseExpression(text);
  const used = symbolsOf(tree);
  for (const name of used) {
    if (variables.includes(name)) continue;
    const allowed = variables.length === 0 ? "no names here" : `one of ${variables.join(", ")}`;
    const hint = didYouMean(name, variables);
    throw new Error(`'${shorten(name)}' is unknown; expected ${allowed}${hint === "" ? "" : `.${hint}`}`);
  }
  const missing = (values: NamedNumbers) => {
    for (let i = 0; i < used.length; i++) if (Number.isNaN(values[used[i]!] ?? Number.NaN)) return true;
    return false;
  };
  return { compiled: compileNode(tree), missing };
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  pow: (a, b) => a ** b,
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  smaller: (a, b) => a < b,
  smallerEq: (a, b) => a <= b,
  larger: (a, b) => a > b,
  largerEq: (a, b) => a >= b,
  equal: (a, b) => a === b,
  unequal: (a, b) => a !== b,
};

const functions: Readonly<Record<ExpressionFunction, (a: number, b: number) => number>> = {
  min: Math.min,
  max: Math.max,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
};

function compileNode(node: MathNode): Compiled {
  if (math.isParenthesisNode(node)) return compileNode(node.content);
  if (math.isConstantNode(node)) {
    const value = node.value as number;
    return { type: "number", of: () => value };
  }
  if (math.isSymbolNode(node)) {
    const { name } = node;
    return { type: "number", of: (values) => values[name]! };
  }
  if (math.isFunctionNode(node)) {
    const call = functions[node.fn.toString() as ExpressionFunction];
    const [first, ...others] = node.args.map(numberOf);
    if (others.length === 0) {
      return {
        type: "number",
        of: (values) => {
          const value = first!(values);
          return call(value, value);
        },
      };
    }
    return { type: "number", of: others.reduce((a, b) => (values) => call(a(values), b(values)), first!) };
  }
  if (math.isRelationalNode(node)) return chain(node.conditionals, node.params.map(numberOf));
  if (math.isConditionalNode(node)) return conditional(node.condition, node.trueExpr, node.falseExpr);
  if (math.isOperatorNode(node)) return operation(node.fn, node.args);
  throw new Error(`'${node.toString()}' is not allowed`);
}

function operation(fn: string, given: readonly MathNode[]): Compiled {
  const [first, second] = given as [MathNode, MathNode];
  if (fn === "not") {
    const a = booleanOf(first);
    return { type: "boolean", of: (values) => !a(values) };
  }
  if (fn === "and" || fn === "or") {
    const [a, b] = [booleanOf(first), booleanOf(second)];
    return {
      type: "boolean",
      of: fn === "and" ? (values) => a(values) && b(values) : (values) => a(values) || b(values),
    };
  }
  const a = numberOf(first);
  if (fn === "unaryPlus") return { type: "number", of: a };
  if (fn === "unaryMinus") return { type: "number", of: (values) => -a(values) };
  const compare = comparisons[fn];
  if (compare !== undefined) return chain([fn], [a, numberOf(second)]);
  const b = numberOf(second);
  const compute = arithmetic[fn]!;
  return { type: "number", of: (values) => compute(a(values), b(values)) };
}

/** `1 < x <= 4`: each neighbouring two are compared. */
function chain(names: readonly string[], numbers: readonly NumberOf[]): Compiled {
  const pairs = names.map((name, i): BooleanOf => {
    const [holds, a, b] = [comparisons[name]!, numbers[i]!, numbers[i + 1]!];
    return (values) => holds(a(values), b(values));
  });
  return { type: "boolean", of: pairs.reduce((a, b) => (values) => a(values) && b(values)) };
}

function conditional(condition: MathNode, yes: MathNode, no: MathNode): Compiled {
  const holds = booleanOf(condition);
  const [a, b] = [compileNode(yes), compileNode(no)];
  if (a.type === "number" && b.type === "number") {
    return { type: "number", of: (values) => (holds(values) ? a.of(values) : b.of(values)) };
  }
  if (a.type === "boolean" && b.type === "boolean") {
    return { type: "boolean", of: (values) => (holds(values) ? a.of(values) : b.of(values)) };
  }
  throw new Error(`'${yes.toString()}' and '${no.toString()}' differ: expected two numbers or two conditions`);
}

function numberOf(node: MathNode): NumberOf {
  const compiled = compileNode(node);
  if (compiled.type !== "number") throw new Error(`'${node.toString()}' is a condition; expected a number there`);
  return compiled.of;
}

function booleanOf(node: MathNode): BooleanOf {
  const compiled = compileNode(node);
  if (compiled.type !== "boolean") throw new Error(`'${node.toString()}' is a number; expected a condition there`);
  return compiled.of;
}
