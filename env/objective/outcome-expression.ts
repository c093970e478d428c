import type { MathNode } from "mathjs";
import { math } from "../math.js";
import { compileCondition, compileNumber } from "../scenario/expression.js";
import { expression } from "../scenario/expressions/expression-schema.js";
import { parseExpression, symbolsOf } from "../scenario/expressions/parse-expression.js";
import type { Outcome } from "../session/outcome.js";
import { type OutcomeField, outcomeFields, outcomeVariables, variableOf } from "./outcome-fields.js";

/** An expression over an outcome, compiled: calling it makes no objects. */
export interface OutcomeExpression<Value> {
  readonly text: string;
  /** What it names. */
  readonly fields: readonly OutcomeField[];
  of(outcome: Outcome): Value;
}

/**
 * Compiles a condition over an outcome, whether it failed or not. False wherever something that it names was not
 * measured.
 *
 * @throws Error with a sentence if it is no condition
 * @example compileOutcomeCondition("ctf_resolution_angstrom <= 6").of({ ctfResolutionAngstrom: 4, failed: false }) // true
 */
export function compileOutcomeCondition(text: string): OutcomeExpression<boolean> {
  const holds = compileCondition(text, outcomeVariables);
  const tree = parseExpression(text);
  const scope = new OutcomeScope();
  return { text, fields: fieldsOf(tree), of: plainComparison(tree) ?? ((outcome) => holds(scope.with(outcome))) };
}

/**
 * Compiles a number over an outcome, whether it failed or not. 0 wherever something that it names was not measured,
 * where the result is no finite number, and where it is negative: results add up to a tally that only rises.
 *
 * @throws Error with a sentence if it is no number
 * @example compileOutcomeNumber("6 / ctf_resolution_angstrom").of({ ctfResolutionAngstrom: 4, failed: false }) // 1.5
 */
export function compileOutcomeNumber(text: string): OutcomeExpression<number> {
  const value = compileNumber(text, outcomeVariables);
  const scope = new OutcomeScope();
  return {
    text,
    fields: fieldsOf(parseExpression(text)),
    of(outcome) {
      const number = value(scope.with(outcome));
      return number > 0 ? number : 0;
    },
  };
}

/** A scenario's text that is a condition over an outcome. */
export function outcomeCondition() {
  return expression(outcomeVariables, compileOutcomeCondition);
}

/** A scenario's text that is a number over an outcome. */
export function outcomeNumber() {
  return expression(outcomeVariables, compileOutcomeNumber);
}

function fieldsOf(tree: MathNode): OutcomeField[] {
  const names = symbolsOf(tree);
  return outcomeFields.filter((field) => names.includes(variableOf(field)));
}

/** An outcome under the names that files use; one object, overwritten for each outcome. */
class OutcomeScope {
  readonly #values: Record<string, number> = Object.fromEntries(outcomeVariables.map((name) => [name, Number.NaN]));

  with(outcome: Outcome): Readonly<Record<string, number>> {
    const values = this.#values;
    values.ctf_resolution_angstrom = outcome.ctfResolutionAngstrom;
    values.ice_thickness_nanometers = outcome.iceThicknessNanometers ?? Number.NaN;
    values.particle_count = outcome.particleCount ?? Number.NaN;
    values.completed_tilts = outcome.completedTilts ?? Number.NaN;
    return values;
  }
}

const readers: Readonly<Record<OutcomeField, (outcome: Outcome) => number>> = {
  ctfResolutionAngstrom: (outcome) => outcome.ctfResolutionAngstrom,
  iceThicknessNanometers: (outcome) => outcome.iceThicknessNanometers ?? Number.NaN,
  particleCount: (outcome) => outcome.particleCount ?? Number.NaN,
  completedTilts: (outcome) => outcome.completedTilts ?? Number.NaN,
};

/** The usual condition, numbers of the outcome at most or at least so much, without a scope in between. */
function plainComparison(tree: MathNode): ((outcome: Outcome) => boolean) | undefined {
  if (math.isParenthesisNode(tree)) return plainComparison(tree.content);
  if (!math.isOperatorNode(tree)) return undefined;
  const { fn, args } = tree as { fn: string; args: MathNode[] };
  const [left, right] = args;
  if (fn === "and") {
    const a = plainComparison(left!);
    const b = plainComparison(right!);
    return a && b && ((outcome) => a(outcome) && b(outcome));
  }
  if (!math.isSymbolNode(left) || !math.isConstantNode(right)) return undefined;
  const field = outcomeFields.find((name) => variableOf(name) === left.name)!;
  const limit = right.value as number;
  const read = readers[field];
  if (fn === "smallerEq") {
    return field === "ctfResolutionAngstrom"
      ? (outcome) => outcome.ctfResolutionAngstrom <= limit
      : (outcome) => read(outcome) <= limit;
  }
  if (fn === "smaller") return (outcome) => read(outcome) < limit;
  if (fn === "largerEq") return (outcome) => read(outcome) >= limit;
  return fn === "larger" ? (outcome) => read(outcome) > limit : undefined;
}
