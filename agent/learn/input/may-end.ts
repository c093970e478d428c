import { expectedWaitSeconds } from "../../../env/session/result-timing.js";
import type { Session } from "../../../env/session/session.js";
import { fits } from "../../../env/world/fits.js";

/** Whether there is a result to wait for, which is expected in time. */
export function mayWait({ pendingCount, plan: { results }, remainingSeconds }: Session): boolean {
  return pendingCount > 0 && results !== undefined && fits(expectedWaitSeconds(results), remainingSeconds);
}

/** Whether a session may be stopped: not where time has no cost and something is within reach, as going on can't be worse. */
export function mayEnd({ plan: { objective } }: Session, isSomethingWithinReach: boolean): boolean {
  return objective.costPerHour > 0 || objective.endWorth !== undefined || !isSomethingWithinReach;
}
