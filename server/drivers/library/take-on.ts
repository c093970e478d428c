import {
  type Capabilities,
  type Directive,
  FailureCategory,
  RejectionReason,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentError } from "../instrument.js";
import { acquire } from "./acquire.js";
import type { DriverContext } from "./driver-context.js";
import { type Ending, endAsHalted, endDirective } from "./ending.js";
import { HaltedError } from "./gate.js";
import { load, move, survey } from "./moves.js";
import { prepareOptics } from "./optics.js";
import { isTiltSeries, settle, settleShots } from "./settle.js";

interface Refusal {
  readonly reason: RejectionReason;
  readonly detail: string;
}

/** Takes a directive on, carries it out and reports its end; or rejects it, with nothing moved. */
export async function takeOn(context: DriverContext, directive: Directive): Promise<void> {
  const { state, busyness } = context;
  let refusal = whyNot(context, directive);
  let wrong: string | undefined;
  if (refusal === undefined) {
    await busyness.ready(() => state.isHalted);
    context.requireRunning();
    try {
      if (directive.kind?.$case !== "finish") wrong = await prepareOptics(context);
    } catch (error) {
      if (!(error instanceof HaltedError)) throw error;
    }
    context.requireRunning();
    refusal = late(context, directive) ?? whyNot(context, directive);
  }
  if (refusal !== undefined) {
    reject(context, directive.id, refusal);
    return;
  }
  context.commit((say) => {
    state.directives.begin(directive, context.instrumentSeconds());
    state.messages.done();
    say({ $case: "directiveAcknowledged", directiveAcknowledged: { directiveId: directive.id } });
  });
  context.directed(directive);
  endDirective(context, wrong === undefined ? await carryOut(context, directive) : hardware(wrong));
}

/** Ends what a process before this one has left under way. While a halt holds, from files alone. */
export async function recover(context: DriverContext): Promise<void> {
  const { state } = context;
  const { underWay } = state.directives;
  if (underWay === undefined) return;
  if (state.isHalted) {
    await settleShots(context, isTiltSeries(underWay.directive));
    endAsHalted(context);
    return;
  }
  endDirective(context, await settled(context, "the driver was started anew"));
}

async function carryOut(context: DriverContext, directive: Directive): Promise<Ending> {
  try {
    return await perform(context, directive);
  } catch (error) {
    if (error instanceof HaltedError) return hardware("a halt came");
    if (!(error instanceof InstrumentError)) throw error;
    if (context.state.isHalted) return hardware(error.message);
    if (context.isAborted(directive.id)) return failed(FailureCategory.OPERATOR, `broken off: ${error.message}`);
    if (error.refused) return failed(FailureCategory.TRANSIENT, error.message);
    return settled(context, error.message);
  }
}

/** {@link settle}, or a failure where the microscope can't be asked. */
async function settled(context: DriverContext, why: string): Promise<Ending> {
  try {
    return await settle(context, why);
  } catch (error) {
    if (error instanceof InstrumentError || error instanceof HaltedError) return hardware(`${why}: ${error.message}`);
    throw error;
  }
}

async function perform(context: DriverContext, directive: Directive): Promise<Ending> {
  const { id: directiveId, kind } = directive;
  if (context.isCancelled(directiveId) && kind?.$case !== "acquire")
    return failed(FailureCategory.OPERATOR, "cancelled before it began");
  switch (kind?.$case) {
    case "loadGrid":
      return load.perform(context, kind.loadGrid.targetId);
    case "goToSquare":
      return move(context, kind.goToSquare.targetId, (instrument) => instrument.goToSquare(kind.goToSquare.targetId));
    case "goToGroup":
      return move(context, kind.goToGroup.targetId, (instrument) => instrument.goToGroup(kind.goToGroup.targetId));
    case "surveyGrid":
    case "surveySquare":
      return survey(context, directive);
    case "finish":
      await context.gate.ask((instrument) => instrument.safeState());
      return { kind: "completed", durationSeconds: 0, phases: [] };
    case "acquire": {
      const { groupId, shots, tiltSeries } = kind.acquire;
      const tilts = tiltSeries === undefined ? {} : { tiltsDegrees: tiltSeries.tiltsDegrees };
      return acquire(context, { directiveId, groupId, shots, ...tilts });
    }
    case undefined:
      return failed(FailureCategory.HARDWARE, "this driver does not know this kind of directive");
  }
}

function whyNot({ state, ring, gate }: DriverContext, directive: Directive): Refusal | undefined {
  const { kind } = directive;
  if (state.isHalted) return { reason: RejectionReason.HALTED, detail: "the driver is halted" };
  if (kind === undefined || !isSupported(gate.instrument.capabilities, kind))
    return { reason: RejectionReason.UNSUPPORTED, detail: "this driver can't do that" };
  if (state.directives.isKnown(directive.id))
    return { reason: RejectionReason.LIMIT, detail: `the directive id '${directive.id}' was used before` };
  const unknown = targetsOf(kind).find((id) => state.targets.get(id) === undefined);
  if (unknown !== undefined)
    return { reason: RejectionReason.INVALID_TARGET, detail: `this driver does not know '${unknown}'` };
  const shots = kind.$case === "acquire" ? kind.acquire.shots : [];
  const used = shots.find(
    ({ id }, i) => state.directives.isShotKnown(id) || shots.some((shot, j) => j < i && shot.id === id),
  );
  if (used !== undefined) return { reason: RejectionReason.LIMIT, detail: `the shot id '${used.id}' was used before` };
  const wrong = ring.check(directive);
  return wrong === undefined ? undefined : { reason: RejectionReason.LIMIT, detail: wrong };
}

/** Time that the instrument was busy does not count. */
function late(context: DriverContext, { id, validForSeconds }: Directive): Refusal | undefined {
  const { time, busyness } = context;
  const receipt = context.receipt(id);
  const reason = RejectionReason.EXPIRED;
  if (receipt === undefined) return { reason, detail: "the driver was started anew before it was begun" };
  const busySeconds = busyness.totalSeconds - receipt.busySeconds;
  const waited = time.nowSeconds() - receipt.atSeconds - busySeconds;
  return waited > validForSeconds ? { reason, detail: `not started within ${validForSeconds} s` } : undefined;
}

function reject(context: DriverContext, directiveId: string, { reason, detail }: Refusal): void {
  context.log.warn({ directive: directiveId, detail }, "directive rejected");
  context.commit((say) => {
    context.state.directives.refuse(directiveId);
    context.state.messages.done();
    say({ $case: "directiveRejected", directiveRejected: { directiveId, reason, detail } });
  });
}

function isSupported(can: Capabilities, kind: NonNullable<Directive["kind"]>): boolean {
  switch (kind.$case) {
    case "loadGrid":
      return can.load;
    case "surveyGrid":
    case "surveySquare":
      return can.survey;
    case "acquire":
      return can.acquire && (kind.acquire.tiltSeries === undefined || can.tiltSeries);
    default:
      return true;
  }
}

function targetsOf(kind: NonNullable<Directive["kind"]>): string[] {
  switch (kind.$case) {
    case "loadGrid":
      return [kind.loadGrid.targetId];
    case "surveyGrid":
      return [kind.surveyGrid.targetId];
    case "surveySquare":
      return [kind.surveySquare.targetId];
    case "goToSquare":
      return [kind.goToSquare.targetId];
    case "goToGroup":
      return [kind.goToGroup.targetId];
    case "acquire":
      return [kind.acquire.groupId, ...kind.acquire.shots.map(({ targetId }) => targetId)];
    case "finish":
      return [];
  }
}

function failed(category: FailureCategory, detail: string): Ending {
  return { kind: "failed", category, detail, durationSeconds: 0 };
}

function hardware(detail: string): Ending {
  return failed(FailureCategory.HARDWARE, detail);
}
