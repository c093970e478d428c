import { marginalValueChoice } from "../../plan/marginal-value.js";
import { RelaxedPlan } from "../../plan/relaxed-plan.js";
import { acquire, stop } from "../../policy.js";
import { trueValues } from "../clairvoyant-bound.js";
import type { PrivilegedPolicyEntry } from "../privileged-policy.js";

/**
 * Holes are worth 1 or 0, so that whole groups enter the plan at one price: at the bound's own price it fills the
 * time only in part. A little below, it fills it.
 */
const PRICE_SHARE = 0.95;

const entry: PrivilegedPolicyEntry = {
  name: "clairvoyant",
  summary: "knows every outcome and acts on the clairvoyant bound's solution",
  create(world) {
    const values = trueValues(world);
    let plan: RelaxedPlan;
    return {
      reset(session) {
        plan = new RelaxedPlan(session.tree);
      },
      decide(session) {
        plan.setEntries(session);
        const price = PRICE_SHARE * plan.price(values, session.status, session.remainingSeconds);
        plan.evaluate(values, session.status, price);
        const choice = marginalValueChoice(session, plan, values, price);
        if (choice === undefined) return stop("No hole can be reached in the time left.");
        return acquire(choice.hole, () => ({
          numbers: { value: values[choice.hole]!, priceGoodPerMinute: price * 60 },
          sentence: "Part of the bound's plan.",
        }));
      },
    };
  },
};

export default entry;
