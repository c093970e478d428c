import { marginalValueChoice } from "../../plan/marginal-value.js";
import { RelaxedPlan } from "../../plan/relaxed-plan.js";
import { acquire, type Decision, stop, survey } from "../../policy.js";
import { Obtainable } from "../obtainable.js";
import type { PrivilegedPolicyEntry } from "../privileged-policy.js";
import { firstUnexplored, trueAmounts } from "../truth.js";

/**
 * Holes are worth what they are, so that whole groups enter the plan at one price: at the bound's own price it fills the
 * time only in part. A little below, it fills it.
 */
const PRICE_SHARE = 0.95;

const entry: PrivilegedPolicyEntry = {
  name: "clairvoyant",
  summary: "knows every outcome and acts on the clairvoyant bound's solution",
  create(world) {
    const amounts = trueAmounts(world);
    const most = amounts.reduce((a, b) => Math.max(a, b), 0);
    const values = new Float64Array(amounts.length);
    let plan: RelaxedPlan;
    let obtainable: Obtainable;
    return {
      reset(session) {
        obtainable = new Obtainable(world, session);
        plan = new RelaxedPlan(world.data.tree);
      },
      decide(session): Decision {
        const { objective } = session.plan;
        const status = obtainable.status(session);
        plan.setEntries(session);
        // What a hole adds now, as a share of what the best one does, so that prices do not depend on the unit.
        const { tally, worth } = session;
        const unit = objective.worth(tally + most) - worth;
        if (unit === 0 && objective.costPerHour > 0) return stop("Nothing is worth what its time costs.");
        for (let hole = plan.tree.firstLeaf; hole < values.length; hole++) {
          values[hole] = unit === 0 ? 0 : (objective.worth(tally + amounts[hole]!) - worth) / unit;
        }
        const cost = unit === 0 ? 0 : objective.costPerHour / 3600 / unit;
        const fills = plan.price(values, status, session.remainingSeconds);
        const price = Math.max(cost, PRICE_SHARE * fills);
        plan.evaluate(values, status, price);
        const choice = marginalValueChoice(session, { plan, values, status, price });
        if (choice === undefined) return stop("No hole can be reached in the time left.");
        if (!choice.pays && cost > 0) return stop("Nothing is worth what its time costs.");
        const numbers = { value: values[choice.target]!, priceGoodPerMinute: price * 60 };
        const node = firstUnexplored(session, choice.target);
        if (node !== -1)
          return survey(node, () => ({ numbers, sentence: "On the way to a part of the bound's plan." }));
        return acquire(choice.target, () => ({ numbers, sentence: "Part of the bound's plan." }));
      },
    };
  },
};

export default entry;
