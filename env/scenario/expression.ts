import type { MathNode } from "mathjs";
import { math } from "../math.js";

/** Node types of mathjs that an expression may hold: no calls, ranges, assignments or property access. */
const allowedNodes = new Set(["OperatorNode", "ConstantNode", "SymbolNode", "ParenthesisNode", "RelationalNode"]);
const allowedOperators = new Set(["<", "<=", ">", ">=", "==", "!=", "and", "or", "not", "+", "-", "*", "/", "^"]);

/**
 * Compiles a condition over named numbers. NaN makes any comparison false.
 *
 * @throws Error with a sentence if it is no condition, names something unknown, or could run more than arithmetic
 * @example compileCondition("ctf_resolution_angstrom <= 6", ["ctf_resolution_angstrom"])({ ctf_resolution_angstrom: 4 }) // true
 */
export function compileCondition(
  text: string,
  variables: readonly string[],
): (values: Readonly<Record<string, number>>) => boolean {
  const tree = math.parse(text);
  tree.traverse((node: MathNode) => {
    if (!allowedNodes.has(node.type))
      throw new Error(`'${node.toString()}' is not allowed; expected comparisons and arithmetic`);
    if (math.isOperatorNode(node) && !allowedOperators.has(node.op)) {
      throw new Error(`the operator '${node.op}' is not allowed; expected one of ${[...allowedOperators].join(" ")}`);
    }
    if (math.isSymbolNode(node) && !variables.includes(node.name)) {
      throw new Error(`'${node.name}' is unknown; expected one of ${variables.join(", ")}`);
    }
  });
  const compiled = tree.compile();
  const zero = Object.fromEntries(variables.map((name) => [name, 0]));
  if (typeof compiled.evaluate({ ...zero }) !== "boolean")
    throw new Error("it is no condition; expected one such as 'x <= 6'");
  return (values) =>
    Object.values(values).every((value) => !Number.isNaN(value)) && compiled.evaluate({ ...values }) === true;
}
