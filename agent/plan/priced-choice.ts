import type { Session } from "../../env/session/session.js";
import { type Choice, type Evaluated, marginalValueChoice } from "./marginal-value.js";
import type { RelaxedPlan } from "./relaxed-plan.js";

/** A choice and the evaluated plan that it was made on. */
export interface PricedChoice {
  readonly evaluated: Evaluated;
  /** Undefined if nothing fits into the time left. */
  readonly choice: Choice | undefined;
}

/**
 * The marginal-value choice at the price at which a plan fills the time left, or at the cost of time where that is
 * greater; at the cost, too, if nothing beats the price.
 *
 * @param plan with entries, and what it expects
 * @param values worth of each hole, by row
 * @param status which holes there are
 * @param cost of a second, in the unit of the values; 0 if time is limited by the budget alone
 * @param share of the price that is acted on
 */
export function pricedChoice(
  session: Session,
  plan: RelaxedPlan,
  values: Float64Array,
  status: Uint8Array,
  cost: number,
  share: number,
): PricedChoice {
  const at = (price: number): PricedChoice => {
    const evaluated = { plan, values, status, price };
    plan.evaluate(values, status, price);
    return { evaluated, choice: marginalValueChoice(session, evaluated) };
  };
  const price = Math.max(cost, share * plan.price(values, status, session.remainingSeconds));
  const first = at(price);
  return first.choice?.pays === true || price === cost || cost === 0 ? first : at(cost);
}
