import {
  type Directive,
  type DriveRequest,
  FailureCategory,
  RejectionReason,
  ShotState,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Instrument, InstrumentError } from "./instrument.js";

type News = Exclude<NonNullable<DriveRequest["message"]>, { $case: "hello" }>;

export interface CarryOutOptions {
  readonly instrument: Instrument;
  readonly directive: Directive;
  /** On the instrument's clock. */
  readonly receivedAtSeconds: number;
  /** Whether a halt has come; nothing more is sent to the microscope then. */
  readonly halted: () => boolean;
  /** Sends news to the server. */
  readonly tell: (news: News) => void;
}

/**
 * Carries one directive out and tells the server each step, a shot's start before the microscope hears of it.
 *
 * @returns whether it was `finish` and the session is over
 */
export async function carryOut(options: CarryOutOptions): Promise<boolean> {
  const { directive, instrument, receivedAtSeconds, halted, tell } = options;
  const { id: directiveId, kind } = directive;
  const reject = (reason: RejectionReason, detail: string) =>
    tell({ $case: "directiveRejected", directiveRejected: { directiveId, reason, detail } });
  if (halted()) {
    reject(RejectionReason.HALTED, "the driver is halted");
    return false;
  }
  if (kind === undefined) {
    reject(RejectionReason.UNSUPPORTED, "this driver does not know this kind of directive");
    return false;
  }
  if (instrument.clock.nowSeconds() - receivedAtSeconds > directive.validForSeconds) {
    reject(RejectionReason.EXPIRED, `not started within ${directive.validForSeconds} s`);
    return false;
  }
  tell({ $case: "directiveAcknowledged", directiveAcknowledged: { directiveId } });
  try {
    const durationSeconds = await perform(options, kind);
    if (durationSeconds === undefined) return false;
    tell({ $case: "directiveCompleted", directiveCompleted: { directiveId, durationSeconds, phases: [] } });
    return kind.$case === "finish";
  } catch (error) {
    if (!(error instanceof InstrumentError)) throw error;
    const category = error.refused ? FailureCategory.TRANSIENT : FailureCategory.HARDWARE;
    tell({
      $case: "directiveFailed",
      directiveFailed: { directiveId, category, detail: error.message, durationSeconds: 0 },
    });
    return false;
  }
}

/** @returns seconds that it took, or undefined if a halt cut it short */
async function perform(options: CarryOutOptions, kind: NonNullable<Directive["kind"]>): Promise<number | undefined> {
  const { instrument } = options;
  switch (kind.$case) {
    case "loadGrid":
      return instrument.loadGrid(kind.loadGrid.targetId);
    case "goToSquare":
      return instrument.goToSquare(kind.goToSquare.targetId);
    case "goToGroup":
      return instrument.goToGroup(kind.goToGroup.targetId);
    case "finish":
      await instrument.safeState();
      return 0;
    case "surveyGrid":
    case "surveySquare":
      throw new InstrumentError("this driver surveys everything at the beginning", true);
    case "acquire":
      return acquire(options, kind.acquire.shots);
  }
}

async function acquire(
  { directive, instrument, halted, tell }: CarryOutOptions,
  shots: readonly { readonly id: string; readonly targetId: string }[],
): Promise<number | undefined> {
  const report = (shotId: string, state: ShotState, durationSeconds = 0) =>
    tell({ $case: "shot", shot: { directiveId: directive.id, shotId, state, durationSeconds } });
  let total = 0;
  for (const [i, shot] of shots.entries()) {
    if (halted()) {
      for (const left of shots.slice(i)) report(left.id, ShotState.DROPPED);
      return undefined;
    }
    report(shot.id, ShotState.STARTED);
    try {
      const durationSeconds = await instrument.expose(shot.targetId, shot.id);
      report(shot.id, ShotState.DONE, durationSeconds);
      total += durationSeconds;
    } catch (error) {
      if (!(error instanceof InstrumentError)) throw error;
      report(shot.id, error.refused ? ShotState.FAILED : ShotState.UNKNOWN);
      for (const left of shots.slice(i + 1)) report(left.id, ShotState.DROPPED);
      throw error;
    }
  }
  return total;
}
