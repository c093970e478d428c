import { readPlan } from "../../../env/scenario/plan-document.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import type { SessionSettings } from "../../policy/session-settings.js";
import type { Mode } from "../machine/collection-state.js";

/** All that makes a session what it is, apart from what happens in it: plain JSON for the journal. */
export interface CollectedSessionSettings extends SessionSettings {
  readonly instrument: string;
  readonly mode: Mode;
  /** The pipeline whose results count; absent: the first that reports. */
  readonly resultsSource?: string;
}

/** @throws UserError if the scenario's text can't be read */
export function planOf({ scenario, budgetSeconds }: SessionSettings): SessionPlan {
  return { ...readPlan(scenario).plan, budgetSeconds };
}
