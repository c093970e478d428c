import type { Outcome } from "../../env/session/outcome.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";

/** A good result as it might be, for the scale of what one adds before any is in. */
const TYPICAL_GOOD: Outcome = {
  ctfResolutionAngstrom: 3,
  failed: false,
  iceThicknessNanometers: 40,
  particleCount: 200,
  completedTilts: 41,
};

/** What a good result is expected to add to the tally: the mean so far, in which a typical one counts as one more. */
export function expectedAmount({ plan: { objective }, tally, goodCount }: Session): number {
  const typical = objective.amount(TYPICAL_GOOD);
  return ((typical > 0 ? typical : 1) + tally) / (1 + goodCount[0]!);
}

/**
 * What one more good result is expected to be worth, on top of what is there and what is awaited.
 *
 * @param probability of each hole to be good, by row
 * @param more good results that are counted as if they were there
 */
export function worthOfGood(session: Session, probability: Float64Array, more = 0): number {
  const { objective } = session.plan;
  const amount = expectedAmount(session);
  const tally = session.tally + amount * (expectedPending(session, probability) + more);
  return objective.worth(tally + amount) - objective.worth(tally);
}

/**
 * What a second costs, in good results; 0 where time is limited by the budget alone. Infinite if time has a price and
 * another good result is worth nothing. Where worth is about the session's end alone, results can't be weighed against
 * time: 0.
 *
 * @param more as of {@link worthOfGood}
 */
export function costOfSecond(session: Session, probability: Float64Array, more = 0): number {
  const { costPerHour, endWorth } = session.plan.objective;
  if (costPerHour === 0) return 0;
  const worth = worthOfGood(session, probability, more);
  if (worth > 0) return costPerHour / 3600 / worth;
  return endWorth === undefined ? Number.POSITIVE_INFINITY : 0;
}

/** Good ones expected among the results that are awaited. */
export function expectedPending(session: Session, probability: Float64Array): number {
  if (session.pendingCount === 0) return 0;
  const { tree, status } = session;
  let sum = 0;
  for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
    if (status[hole] === TargetStatus.Pending) sum += probability[hole]!;
  }
  return sum;
}
