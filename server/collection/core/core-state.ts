import type { SessionChange } from "../../../env/session/session-change.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { HistoryEntry } from "../../policy/session-history.js";
import type { LoggedEvent } from "../event-log.js";
import type { ExchangeState } from "../exchange.js";
import type { CollectionState, Mode } from "../machine/collection-state.js";
import type { SessionModelState } from "../model/session-model.js";
import type { GridGoals } from "./grid-goals.js";
import type { SessionSafetyState } from "./session-safety.js";

export interface CoreOptions {
  /** Names the session; directives' ids begin with it. */
  readonly key: string;
  readonly plan: SessionPlan;
  readonly mode: Mode;
  /** The pipeline whose results count. Default: the first that reports. */
  readonly resultsSource?: string;
}

/** What has happened to a session's policy, after so many changes. */
export interface Milestone {
  readonly changes: number;
  readonly entry: Exclude<HistoryEntry, SessionChange>;
}

/** A core as plain JSON. */
export interface CoreState {
  readonly state: CollectionState;
  readonly model: SessionModelState;
  readonly exchange: ExchangeState<DriveResponse>;
  readonly epoch: number;
  readonly events: readonly LoggedEvent[];
  readonly closed: boolean;
  readonly safety: SessionSafetyState;
  /** What the driver that connected last can do. */
  readonly canSurvey: boolean;
  /** Absent in older snapshots: it can. */
  readonly canAcquire?: boolean;
  readonly gridGoals: GridGoals;
  readonly milestones: readonly Milestone[];
  readonly faults: Readonly<Record<string, string>>;
  readonly reason: { readonly sentence: string; readonly numbers: Readonly<Record<string, number>> };
  /** The grid of which a fresh atlas was asked for since exposures were allowed last; empty if none. */
  readonly confirmationAsked: string;
}
