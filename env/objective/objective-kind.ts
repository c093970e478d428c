import type { z } from "zod";
import type { RegistryEntry } from "../registry.js";
import { quantity } from "../scenario/quantity.js";
import type { Objective } from "./objective.js";
import { type OutcomeExpression, outcomeCondition } from "./outcome-expression.js";
import type { OutcomeField } from "./outcome-fields.js";

/** An objective by name: how its part of a scenario is checked and what is made of it. */
export interface ObjectiveKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  /** Schema of the `objective` mapping without its `kind`. */
  readonly options: Options;
  create(options: z.output<Options>): Objective;
}

/** Keys that every kind of objective has. */
export const commonObjectiveOptions = {
  good: outcomeCondition().describe("What counts as good: a condition over one result, such as 'x <= 6'."),
  cost_per_hour: quantity("1/h")
    .default(0)
    .describe("What an hour costs, in the objective's own unit. Default: 0, time is limited by the budget alone."),
};

export interface CommonObjectiveOptions {
  readonly good: OutcomeExpression<boolean>;
  readonly cost_per_hour: number;
}

/**
 * What every objective has of a scenario's common keys.
 *
 * @param needs what its amounts are computed from
 */
export function objectiveBase({ good, cost_per_hour }: CommonObjectiveOptions, ...needs: readonly OutcomeField[]) {
  const holds = good.of;
  return {
    goodExpression: good.text,
    costPerHour: cost_per_hour,
    needs: [...new Set([...good.fields, ...needs])],
    isGood: (outcome) => !outcome.failed && holds(outcome),
  } satisfies Partial<Objective>;
}

/** The worth of a tally where it is a sum. */
export function sum(tally: number): number {
  return tally;
}
