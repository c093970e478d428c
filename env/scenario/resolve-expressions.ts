import type { z } from "zod";
import { math } from "../math.js";
import type { Path } from "./document/located.js";
import { shorten } from "./document/shorten.js";
import type { Quantity } from "./expressions/evaluate-quantity.js";
import { type Mark, markOf } from "./expressions/marks.js";
import { parseExpression, symbolsOf } from "./expressions/parse-expression.js";
import type { Problem } from "./schema/problems.js";
import { alternatives, childSchemas } from "./schema/walk-schema.js";
import type { Variables } from "./variables.js";

/**
 * Replaces, in plain data, every quantity and expression that names a variable of the file by one that does not, so
 * that schemas need not know of variables. The data are changed in place.
 *
 * @param schema says which texts are quantities and expressions
 * @param variables what names a wrong one is left as it is and gives a problem that is told already
 * @param prefix path of the data in the file
 */
export function resolveExpressions(
  schema: z.ZodType,
  data: unknown,
  { values, wrong }: Pick<Variables, "values" | "wrong">,
  prefix: Path = [],
): Problem[] {
  const found: Problem[] = [];
  descend(alternatives(schema), data, prefix);
  return found;

  function descend(schemas: readonly z.core.$ZodType[], value: unknown, path: Path): void {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inside] of Object.entries(value)) {
      const children = childSchemas(schemas, value, key);
      if (typeof inside === "string") replace(children, value as Record<string, unknown>, key, inside, path);
      else descend(children, inside, [...path, key]);
    }
  }

  function replace(
    schemas: readonly z.core.$ZodType[],
    parent: Record<string, unknown>,
    key: string,
    text: string,
    path: Path,
  ): void {
    const mark = schemas.map((child) => markOf(child as z.ZodType)).find((of) => of !== undefined);
    if (mark === undefined) return;
    const at = [...path, key];
    if (namesOne(text, wrong)) {
      found.push({ path: at, at: "value", text: undefined });
      return;
    }
    try {
      if (mark.kind === "expression") parent[key] = substitute(text, mark, values);
      else {
        const canonical = mark.canonical(text, values);
        if (namesOne(text, values)) parent[key] = canonical;
      }
    } catch (error) {
      found.push({ path: at, at: "value", text: `${shorten(at.join("."))}: ${(error as Error).message}` });
    }
  }
}

function namesOne(text: string, variables: { has(name: string): boolean }): boolean {
  return [...text.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)].some(([word]) => variables.has(word));
}

/** An expression with numbers in the place of the file's variables; as it was if it names none, or can't be read. */
function substitute(
  text: string,
  mark: Extract<Mark, { kind: "expression" }>,
  variables: ReadonlyMap<string, Quantity>,
): string {
  if (!namesOne(text, variables)) return text;
  const tree = parseExpression(text);
  for (const name of symbolsOf(tree)) {
    const value = variables.get(name);
    if (value === undefined) continue;
    if (mark.names.includes(name)) {
      throw new Error(`'${name}' has a meaning of its own here: give the file's variable another name`);
    }
    if (typeof value !== "number") {
      throw new Error(`'${shorten(text)}': '${name}' is ${value.toString()}; expected a variable without a unit here`);
    }
  }
  const isVariable = (name: string) => typeof variables.get(name) === "number";
  return tree
    .transform((node, path) => {
      if (!math.isSymbolNode(node) || path === "fn" || !isVariable(node.name)) return node;
      const number = new math.ConstantNode(Math.abs(variables.get(node.name) as number));
      if ((variables.get(node.name) as number) >= 0) return number;
      return new math.ParenthesisNode(new math.OperatorNode("-", "unaryMinus", [number]));
    })
    .toString();
}
