import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";

/**
 * What one more good result is expected to be worth: the objective's amount of a good one, a mean over the results so
 * far in which the objective's own guess counts as one, on top of what is there and what is awaited.
 *
 * @param probability of each hole to be good, by row
 */
export function worthOfGood(session: Session, probability: Float64Array): number {
  const { objective } = session.plan;
  const amount = ((objective.typicalAmount ?? 1) + session.tally) / (1 + session.goodCount[0]!);
  const tally = session.tally + amount * expectedPending(session, probability);
  return objective.worth(tally + amount) - objective.worth(tally);
}

/**
 * What a second costs, in good results; 0 where time is limited by the budget alone. Infinite if time has a price and
 * another good result is worth nothing.
 */
export function costOfSecond(session: Session, probability: Float64Array): number {
  const { costPerHour } = session.plan.objective;
  if (costPerHour === 0) return 0;
  const worth = worthOfGood(session, probability);
  return worth > 0 ? costPerHour / 3600 / worth : Number.POSITIVE_INFINITY;
}

/** Good ones expected among the results that are awaited. */
function expectedPending(session: Session, probability: Float64Array): number {
  if (session.pendingCount === 0) return 0;
  const { tree, status } = session;
  let sum = 0;
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (status[hole] === TargetStatus.Pending) sum += probability[hole]!;
  }
  return sum;
}
