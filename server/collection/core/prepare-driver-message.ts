import {
  BusyKind,
  type DriveRequest,
  FailureCategory,
  RejectionReason,
  ShotState,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { Failure, Rejection } from "../machine/collection-event.js";
import { describedTarget, describedTargets } from "../model/described-target.js";
import type { PlannedDirective } from "../model/planned-directive.js";
import type { ShotProgress } from "../model/shot-book.js";
import { invalid, unexpected } from "../protocol-error.js";
import { checkMessage } from "../validation/check-message.js";
import { driverMessages } from "../validation/message-schemas.js";
import { checkSurvey } from "./check-survey.js";
import type { CollectionCore } from "./collection-core.js";
import { imageEvent, inventoryEvent, opticsEvent, slotsOf } from "./guard-events.js";
import type { Act } from "./prepare-input.js";

type Message = Exclude<NonNullable<DriveRequest["message"]>, { $case: "hello" }>;
type Case = Message["$case"];
type Body<Name extends Case> =
  Extract<Message, { $case: Name }> extends infer One ? (Name extends keyof One ? One[Name] : never) : never;

/** For each thing that a driver can say: checks it, and gives what takes it in. */
const handlers: { readonly [Name in Case]: (core: CollectionCore, body: Body<Name>) => Act } = {
  survey: (core, { targets }) => {
    checkSurvey(core.model, targets);
    const { found, spent } = describedTargets(targets);
    return () => core.model.found(found, spent);
  },
  surveyed: (core, { parentId, final }) => {
    const isFirst = !core.state.surveyed;
    if (parentId !== "" && !isFirst) requireTarget(core, parentId, "surveyed.parent_id");
    if (parentId !== "" && isFirst) {
      throw invalid("the first survey is one of the whole cassette; expected no parent_id", "surveyed.parent_id");
    }
    try {
      core.model.requireTree(isFirst);
    } catch (error) {
      if (error instanceof RangeError) throw invalid(`the survey does not make a tree: ${error.message}`, "survey");
      throw error;
    }
    return () => {
      core.model.surveyed(parentId, final, isFirst);
      const row = core.model.session.tree.row(parentId) ?? 0;
      if (core.model.session.tree.level[row] === 1) core.guard({ kind: "surveyed", grid: parentId });
      core.dispatch({ kind: isFirst ? "surveyed" : "informed" });
    };
  },
  position: (core, position) => {
    const { targetId } = position;
    if (!core.state.surveyed) return () => core.model.setStart(targetId);
    const { session } = core.model;
    const row = targetId === "" ? 0 : requireTarget(core, targetId, "position.target_id");
    return () => {
      if (row !== session.place && row !== 0 && !session.tree.isLeaf(row)) core.model.moved(targetId, 0);
      const { stageZMicrometers, tiltDegrees } = position;
      core.safety.saw({
        kind: "moved",
        target: targetId,
        ...(stageZMicrometers !== undefined && { stageZMicrometers }),
        ...(tiltDegrees !== undefined && { tiltDegrees }),
      });
    };
  },
  directiveAcknowledged: (core, { directiveId }) => {
    requireInFlight(core, directiveId, "directive_acknowledged");
    return () => {};
  },
  directiveRejected: (core, { directiveId, reason, detail }) => {
    // A driver that was halted first finds the directive that was on its way later.
    if (reason === RejectionReason.HALTED && core.directiveInFlight === undefined && wasDirected(core, directiveId)) {
      return () => {};
    }
    requireInFlight(core, directiveId, "directive_rejected");
    return () => core.dispatch({ kind: "rejected", reason: rejectionOf(reason), detail: detail || "no reason given" });
  },
  shot: (core, { directiveId, shotId, state, durationSeconds }) => {
    requireInFlight(core, directiveId, "shot");
    const progress = progressOf(state);
    requireNext(core, shotId, progress);
    if (core.model.shots.get(shotId)!.directiveId !== directiveId) {
      throw invalid(`shot '${shotId}' is none of directive '${directiveId}'`, "shot.shot_id");
    }
    return () => {
      if (progress === "started") {
        core.model.shots.advance(shotId, progress);
        return;
      }
      if (progress === "dropped") {
        core.model.shotDropped(shotId);
        return;
      }
      core.model.shotEnded(shotId, progress, durationSeconds);
      core.guard({ kind: "shot", end: progress });
    };
  },
  directiveCompleted: (core, { directiveId, durationSeconds, phases }) => {
    requireInFlight(core, directiveId, "directive_completed");
    const planned = core.state.directive?.planned;
    if (planned?.kind === "acquire") requireShotsEnded(core, directiveId);
    return () => {
      const { session } = core.model;
      const from = session.place;
      if (planned !== undefined && planned.kind !== "acquire") core.model.moved(planned.target, durationSeconds);
      if (planned?.kind === "loadGrid") noteLoaded(core, planned.target);
      core.model.observePhases(planned, from, phases);
      core.guard({ kind: "directive", end: "completed", shots: shotsOf(planned), detail: "" });
      core.dispatch({ kind: "completed" });
    };
  },
  directiveFailed: (core, { directiveId, category, detail, durationSeconds }) => {
    requireInFlight(core, directiveId, "directive_failed");
    const planned = core.state.directive?.planned;
    return () => {
      const target = planned === undefined ? "" : planned.kind === "acquire" ? planned.group : planned.target;
      if (target !== "") core.model.failed(target, durationSeconds);
      if (planned?.kind === "loadGrid") noteLoaded(core, planned.target);
      core.guard({ kind: "directive", end: "failed", shots: shotsOf(planned), detail });
      core.dispatch({ kind: "failed", category: failureOf(category), detail: detail || "no reason given" });
    };
  },
  halted:
    (core, { haltId }) =>
    () =>
      core.dispatch({ kind: "halted", haltId }),
  resumed: (core, { haltId }) => {
    const { halt } = core.state;
    const isOfHalt = haltId !== "" && haltId === halt?.id;
    return () => {
      if (isOfHalt) core.dispatch({ kind: "resumed" });
    };
  },
  inventory: (core, inventory) => () => {
    core.safety.saw({ kind: "inventory", slots: slotsOf(inventory) });
    core.guard(inventoryEvent(inventory));
  },
  targetChanged: (core, { target }) => {
    if (target === undefined) throw invalid("target_changed.target is missing", "target_changed.target");
    const row = requireTarget(core, target.id, "target_changed.target.id");
    const { session } = core.model;
    const described = describedTarget(target);
    const parent = session.tree.ids[session.tree.parent[row]!]!;
    if (target.level !== session.tree.level[row] || target.parentId !== parent) {
      throw invalid(`target '${target.id}' can't get another level or parent`, "target_changed.target");
    }
    return () => {
      core.model.tell({ kind: "changed", target: described });
      core.events.append({ kind: "changed", atSeconds: session.clockSeconds, target: target.id });
      const now = session.tree.row(target.id)!;
      if (target.status === TargetStatus.SPENT && session.isAvailable(now)) {
        if (core.model.isUnderWay(now)) core.model.withdrawTarget(target.id);
        else core.model.tell({ kind: "spent", target: target.id });
      }
      core.dispatch({ kind: "informed" });
    };
  },
  targetWithdrawn: (core, { targetId }) => {
    requireTarget(core, targetId, "target_withdrawn.target_id");
    return () => {
      core.model.withdrawTarget(targetId);
      core.dispatch({ kind: "informed" });
    };
  },
  opticalState: (core, optics) => () => core.guard(opticsEvent(optics)),
  imageTaken: (core, image) => () => {
    const event = imageEvent(image);
    if (event !== undefined) core.guard(event);
  },
  heartbeat: () => () => {},
  busy:
    (core, { kind, expectedSeconds }) =>
    () => {
      const id = busyName(kind);
      const text = `the instrument is busy: ${id}${expectedSeconds > 0 ? `, for about ${Math.round(expectedSeconds)} s` : ""}`;
      core.guard({ kind: "busy", with: id });
      core.dispatch({ kind: "held", hold: { kind: "busy", id, text }, stopsDriver: false });
    },
  ready:
    (core, { kind }) =>
    () => {
      core.guard({ kind: "ready", with: busyName(kind) });
      core.dispatch({ kind: "released", hold: { kind: "busy", id: busyName(kind) } });
    },
  fault:
    (core, { id, detail }) =>
    () => {
      core.faults = { ...core.faults, [id]: detail };
      const text = `fault ${id}: ${detail}`;
      core.guard({ kind: "fault", id, detail });
      core.dispatch({ kind: "held", hold: { kind: "fault", id, text }, stopsDriver: false });
      core.dispatch({ kind: "held", hold: { kind: "guard", id: "fault", text }, stopsDriver: true });
    },
  faultCleared:
    (core, { id }) =>
    () => {
      const { [id]: _, ...others } = core.faults;
      core.faults = others;
      core.guard({ kind: "faultCleared", id });
      core.dispatch({ kind: "released", hold: { kind: "fault", id } });
    },
  undirectedExposure: (core, { targetId, shotId, durationSeconds }) => {
    const row = requireTarget(core, targetId, "undirected_exposure.target_id");
    const { session, shots } = core.model;
    if (!session.tree.isLeaf(row)) throw invalid(`target '${targetId}' is no hole`, "undirected_exposure.target_id");
    if (shots.get(shotId) !== undefined) throw unexpected(`shot id '${shotId}' was used before`, "SHOT_ID_USED");
    const planned = core.state.directive?.planned;
    const isDirected = planned?.kind === "acquire" && planned.holes.includes(targetId);
    return () => {
      // What a directive is about to expose is told of when that ends; what was spent or withdrawn stays so.
      if (session.isAvailable(row) && !isDirected) {
        core.model.exposedUndirected(targetId, shotId, durationSeconds);
      } else core.model.noteUndirected(targetId, shotId);
      core.guard({ kind: "shot", end: "done" });
      core.dispatch({ kind: "informed" });
    };
  },
  reconciled: (core, { directiveId, clean, detail }) => {
    if (core.directiveInFlight !== directiveId) return () => {};
    const told = detail || "the driver can't tell what happened";
    return () => core.dispatch({ kind: "reconciled", clean, detail: told });
  },
};

/**
 * Checks what a driver says, apart from its envelope.
 *
 * @returns what takes it in
 * @throws ProtocolError saying what was expected
 */
export function prepareDriverMessage(core: CollectionCore, message: Message): Act {
  const name = message.$case;
  const body = message[name as keyof typeof message] as never;
  checkMessage(
    driverMessages[name],
    body,
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  if (core.state.name === "finished") throw unexpected("the session is over", "SESSION_OVER");
  return handlers[name](core, body);
}

function noteLoaded(core: CollectionCore, grid: string): void {
  core.safety.saw({ kind: "loaded", target: grid, atSeconds: core.model.instrumentSeconds });
  core.guard({ kind: "loaded", grid });
}

function shotsOf(planned: PlannedDirective | undefined): number {
  return planned?.kind === "acquire" ? planned.holes.length : 0;
}

function requireTarget(core: CollectionCore, id: string, field: string): number {
  const row = core.model.session.tree.row(id);
  if (row === undefined || row === 0) throw invalid(`${field} is '${id}', which no survey found`, field);
  return row;
}

function requireInFlight(core: CollectionCore, directiveId: string, field: string): void {
  const { directiveInFlight: inFlight } = core;
  if (inFlight === directiveId) return;
  const expected = inFlight === undefined ? "none is in flight" : `expected '${inFlight}'`;
  throw unexpected(`${field} is about directive '${directiveId}'; ${expected}`, "WRONG_DIRECTIVE");
}

/** Whether a directive of this id was given before. */
function wasDirected(core: CollectionCore, id: string): boolean {
  const number = Number(id.slice(-6));
  return number >= 1 && number <= core.state.directives && id === core.directiveId(String(number).padStart(6, "0"));
}

function requireNext(core: CollectionCore, shotId: string, progress: ShotProgress): void {
  try {
    core.model.shots.requireNext(shotId, progress);
  } catch (error) {
    if (error instanceof RangeError) throw unexpected(error.message, "WRONG_SHOT_STATE");
    throw error;
  }
}

function requireShotsEnded(core: CollectionCore, directiveId: string): void {
  for (const [id, { directiveId: of, progress }] of core.model.shots.entries()) {
    if (of !== directiveId || (progress !== "intended" && progress !== "started")) continue;
    throw unexpected(`directive '${directiveId}' is completed but its shot '${id}' is not; expected its state first`);
  }
}

function progressOf(state: ShotState): Exclude<ShotProgress, "intended"> {
  switch (state) {
    case ShotState.STARTED:
      return "started";
    case ShotState.DONE:
      return "done";
    case ShotState.FAILED:
      return "failed";
    case ShotState.UNKNOWN:
      return "unknown";
    case ShotState.DROPPED:
      return "dropped";
    default:
      throw invalid(`shot.state is ${state}; expected STARTED, DONE, FAILED, UNKNOWN or DROPPED`, "shot.state");
  }
}

function rejectionOf(reason: RejectionReason): Rejection {
  switch (reason) {
    case RejectionReason.EXPIRED:
      return "expired";
    case RejectionReason.UNSUPPORTED:
      return "unsupported";
    case RejectionReason.INVALID_TARGET:
      return "invalidTarget";
    case RejectionReason.HALTED:
      return "halted";
    case RejectionReason.LIMIT:
      return "limit";
    default:
      return "unspecified";
  }
}

/** What this server does not know is taken as hardware. */
function failureOf(category: FailureCategory): Failure {
  switch (category) {
    case FailureCategory.TRANSIENT:
      return "transient";
    case FailureCategory.TARGET_UNUSABLE:
      return "targetUnusable";
    case FailureCategory.OPERATOR:
      return "operator";
    default:
      return "hardware";
  }
}

function busyName(kind: BusyKind): string {
  const name = BusyKind[kind];
  return name === undefined ? "unknown" : name.toLowerCase();
}
