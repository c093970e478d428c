import { FailureCategory, type Phase } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentError, type Took } from "../instrument.js";
import { able } from "./capable.js";
import type { DriverContext } from "./driver-context.js";
import { type Ending, reportShot } from "./ending.js";
import { findEvidence } from "./evidence.js";

/** What an `acquire` asks for. */
export interface AcquireOrder {
  readonly directiveId: string;
  readonly groupId: string;
  readonly shots: readonly { readonly id: string; readonly targetId: string }[];
  /** Each shot is a tilt series of these; absent: one movie. */
  readonly tiltsDegrees?: readonly number[];
}

/**
 * Exposes holes one by one. That a shot is started is on the disk before the microscope hears of it; what came of it is
 * on the disk before the next one. A halt, a cancel or a failure leaves the rest to be dropped.
 */
export async function acquire(context: DriverContext, order: AcquireOrder): Promise<Ending> {
  const { gate, ring, busyness, state } = context;
  const phases: Phase[] = [];
  let durationSeconds = 0;
  const failed = (category: FailureCategory, detail: string): Ending => ({
    kind: "failed",
    category,
    detail,
    durationSeconds,
  });
  const isOver = () => state.isHalted || context.isCancelled(order.directiveId);
  for (const shot of order.shots) {
    await busyness.ready(isOver);
    context.requireRunning();
    if (isOver()) break;
    const wrong = ring.shots([shot], order.groupId);
    if (wrong !== undefined) return failed(FailureCategory.HARDWARE, wrong);
    reportShot(context, shot.id, "started");
    try {
      const took = await gate.ask((instrument): Promise<Took> => {
        if (order.tiltsDegrees === undefined) return instrument.expose(shot.targetId, shot.id);
        return able(instrument, "tiltSeries").exposeTilts(shot.targetId, shot.id, order.tiltsDegrees);
      });
      reportShot(context, shot.id, "done", took.durationSeconds);
      durationSeconds += took.durationSeconds;
      phases.push(...(took.phases ?? []));
    } catch (error) {
      if (!(error instanceof InstrumentError)) throw error;
      await settleShot(context, shot.id, error.refused, order.tiltsDegrees !== undefined);
      const aborted = context.isAborted(order.directiveId);
      if (aborted) return failed(FailureCategory.OPERATOR, `broken off: ${error.message}`);
      return failed(error.refused ? FailureCategory.TRANSIENT : FailureCategory.HARDWARE, error.message);
    }
  }
  return { kind: "completed", durationSeconds, phases };
}

/**
 * Reports what has become of a started shot.
 *
 * @param refused the microscope has said that it did nothing
 * @param isSeries a movie proves a part of a tilt series alone: its target is spent, whatever is found
 */
export async function settleShot(
  context: DriverContext,
  shotId: string,
  refused: boolean,
  isSeries: boolean,
): Promise<void> {
  if (refused) {
    reportShot(context, shotId, "failed");
    return;
  }
  const evidence = isSeries ? "unknown" : await findEvidence(context, shotId);
  reportShot(context, shotId, evidence === "absent" ? "failed" : evidence);
}
