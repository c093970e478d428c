import type { Session } from "../../env/session/session.js";
import type { World } from "../../env/world/world.js";
import { RelaxedPlan } from "../plan/relaxed-plan.js";

/** What each hole is truly worth: 1 if good, else 0. By row. */
export function trueValues(world: World): Float64Array {
  const { tree } = world.data;
  const { objective } = world.plan;
  return Float64Array.from({ length: tree.size }, (_, row) =>
    tree.isLeaf(row) && objective.isGood(world.outcome(row)) ? 1 : 0,
  );
}

/**
 * What no policy can beat from where a session stands, all outcomes known: at a price on time, the gain of the
 * relaxed plan plus the price of the whole budget bounds what any order collects (Lagrangian relaxation of the
 * time limit); the bound is the least of these over the price.
 *
 * @returns good micrographs from now on
 */
export function clairvoyantBound(world: World, session: Session, values = trueValues(world)): number {
  const plan = new RelaxedPlan(session.tree);
  plan.setEntries(session);
  const dual = (price: number) => plan.evaluate(values, session.status, price) + price * session.remainingSeconds;
  const best = plan.price(values, session.status, session.remainingSeconds);
  let bound = dual(best);
  // The dual is piecewise linear; the search ends a hair above its kink.
  for (const price of [0, best * (1 - 1e-4) - 1e-9]) if (price >= 0) bound = Math.min(bound, dual(price));
  return bound;
}
