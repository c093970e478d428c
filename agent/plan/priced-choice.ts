import type { Session } from "../../env/session/session.js";
import { type Choice, type Evaluated, marginalValueChoice } from "./marginal-value.js";
import type { RelaxedPlan } from "./relaxed-plan.js";

/** A choice and the evaluated plan that it was made on. */
export interface PricedChoice {
  readonly evaluated: Evaluated;
  /** Undefined if nothing fits into the time left. */
  readonly choice: Choice | undefined;
}

/** What a second costs, in the unit of a plan's values; 0 if time is limited by the budget alone. */
export interface TimeCost {
  readonly now: number;
  /** What it will cost when so much more has been collected, at least as much; default: what it costs now. */
  after?(collected: number): number;
}

/** Steps in which the price is found at which a plan is worth its own cost: to a millionth of its range. */
const STEPS = 20;

/**
 * The marginal-value choice at the price at which a plan fills the time left, or at the cost of time where that is
 * greater; at the cost of now, too, if nothing beats the price.
 *
 * Where each result is worth less than the one before, time costs ever more of them. What is worth its time now may not
 * be worth it in the end, when better targets could have had it: the price is what time costs after all that the plan
 * takes at this price.
 *
 * @param plan with entries, and what it expects
 * @param values worth of each hole, by row
 * @param status which holes there are
 * @param share of the price that is acted on
 */
export function pricedChoice(
  session: Session,
  plan: RelaxedPlan,
  values: Float64Array,
  status: Uint8Array,
  cost: TimeCost,
  share: number,
): PricedChoice {
  const at = (price: number): PricedChoice => {
    const evaluated = { plan, values, status, price };
    plan.evaluate(values, status, price);
    return { evaluated, choice: marginalValueChoice(session, evaluated) };
  };
  const price = costInTheEnd(
    plan,
    values,
    status,
    cost,
    Math.max(cost.now, share * plan.price(values, status, session.remainingSeconds)),
  );
  const first = at(price);
  return first.choice?.pays === true || price === cost.now || cost.now === 0 ? first : at(cost.now);
}

/** The price, at least `least`, that is what a second costs after all that the plan takes at it. */
function costInTheEnd(
  plan: RelaxedPlan,
  values: Float64Array,
  status: Uint8Array,
  cost: TimeCost,
  least: number,
): number {
  if (cost.now === 0 || cost.after === undefined) return least;
  const isBelow = (price: number) => {
    const gain = plan.evaluate(values, status, price);
    return cost.after!(gain + price * plan.seconds[0]!) > price;
  };
  if (!isBelow(least)) return least;
  let low = least;
  let high = 2 * least;
  for (; isBelow(high); high *= 2) low = high;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return low;
}
