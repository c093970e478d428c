import {
  GetSessionResponse,
  type GridProgress,
  type SessionSummary,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { CollectionCore } from "../collection/core/collection-core.js";
import { stateForOperators } from "../collection/core/shown-state.js";
import { alertMessage } from "./event-codec.js";
import { modeMessage, proposalMessage, stateMessage } from "./session-codec.js";

/** What a session's core does not know of it. */
export interface SessionFacts {
  readonly instrument: string;
  readonly policy: string;
  readonly isConnected: boolean;
  readonly createdAtMilliseconds: number;
}

/** What a session has come to, as `GetSession` tells it. */
export function describeSession(
  core: CollectionCore,
  { instrument, policy, isConnected, createdAtMilliseconds }: SessionFacts,
): GetSessionResponse {
  const { state, faults, model } = core;
  const { session } = model;
  const { mode, halt, holds, proposal } = state;
  return GetSessionResponse.fromPartial({
    state: stateMessage(stateForOperators(state)),
    policy,
    goodExpression: session.plan.objective.goodExpression,
    clockSeconds: session.clockSeconds,
    budgetSeconds: session.plan.budgetSeconds,
    exposures: session.exposedCount[0]!,
    results: session.resultCount[0]!,
    good: session.goodCount[0]!,
    placeTargetId: session.tree.ids[session.place]!,
    haltReason: halt?.reason ?? holds.map(({ text }) => text).join("; "),
    instrument,
    mode: modeMessage(mode),
    haltId: halt?.id ?? "",
    driverConnected: isConnected,
    busyWith: holds
      .filter(({ kind }) => kind === "busy")
      .map(({ id }) => id)
      .join(", "),
    directiveId: core.directiveInFlight ?? "",
    proposal: proposal === null ? undefined : proposalMessage(proposal),
    latency: model.latency().map(({ step, count, presetSeconds = 0, refittedSeconds = 0 }) => ({
      name: step,
      presetSeconds,
      refittedSeconds,
      observations: count,
    })),
    faults: Object.entries(faults).map(([id, text]) => `${id}: ${text}`),
    createdAtUnixMilliseconds: createdAtMilliseconds,
    events: core.events.shown,
    grids: gridsOf(core),
    alarms: core.safety.state.guards.open.map((alarm) => alertMessage({ ...alarm, alarmId: alarm.id })),
  });
}

/** A session in a list, as `ListSessions` tells it. */
export function summariseSession(
  core: CollectionCore,
  { instrument, createdAtMilliseconds }: Pick<SessionFacts, "instrument" | "createdAtMilliseconds">,
): SessionSummary {
  const { session } = core.model;
  return {
    sessionKey: core.options.key,
    instrument,
    createdAtUnixMilliseconds: createdAtMilliseconds,
    state: stateMessage(stateForOperators(core.state)),
    exposures: session.exposedCount[0]!,
    good: session.goodCount[0]!,
  };
}

function gridsOf({ model: { session }, gridGoals }: CollectionCore): GridProgress[] {
  const { tree } = session;
  const grids: GridProgress[] = [];
  for (let row = 1; row < tree.size && tree.level[row] === 1; row++) {
    const { leastGood = 0, mostExposures = 0, deadlineSeconds = 0 } = gridGoals[tree.ids[row]!] ?? {};
    grids.push({
      targetId: tree.ids[row]!,
      name: tree.names[row]!,
      holes: tree.leafCount[row]!,
      available: session.availableCount[row]!,
      exposures: session.exposedCount[row]!,
      results: session.resultCount[row]!,
      good: session.goodCount[row]!,
      leastGood,
      mostExposures,
      deadlineSeconds,
    });
  }
  return grids;
}
