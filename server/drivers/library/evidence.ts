import { InstrumentError } from "../instrument.js";
import type { DriverContext } from "./driver-context.js";
import { HaltedError } from "./gate.js";
import { pause } from "./timekeeper.js";

const POLL_SECONDS = 0.1;

/** What is known of a shot that may or may not have been made. */
export type ShotEvidence = "done" | "absent" | "unknown";

/**
 * Finds out whether a shot was made. Its movie proves that it was. That it was not is proved only after a grace time in
 * which no movie came, with the microscope idle and the folder reachable; while a halt holds the microscope is not asked,
 * so it can't be proved. Everything else is unknown.
 */
export async function findEvidence(context: DriverContext, shotId: string): Promise<ShotEvidence> {
  const { gate, time, settings, state } = context;
  const { instrument } = gate;
  const begin = time.nowSeconds();
  for (;;) {
    if ((await instrument.evidence(shotId)) === "done") return "done";
    const waited = time.nowSeconds() - begin;
    if (waited >= settings.evidenceGraceSeconds) {
      if (state.isHalted) return "unknown";
      const idle = await isIdle(context);
      if (idle === undefined) return "unknown";
      // Looked for once more after the microscope was seen idle: nothing can come any more.
      const last = await instrument.evidence(shotId);
      if (last === "done") return "done";
      if (idle) return last === "absent" ? "absent" : "unknown";
      if (waited >= settings.evidenceMostSeconds) return "unknown";
    }
    await pause(time, POLL_SECONDS);
    context.requireRunning();
  }
}

/** Waits until the microscope is idle. @returns whether it became so in time */
export async function untilIdle(context: DriverContext): Promise<boolean> {
  const { time, settings } = context;
  const begin = time.nowSeconds();
  while (!(await context.gate.ask((instrument) => instrument.isIdle()))) {
    if (time.nowSeconds() - begin >= settings.evidenceMostSeconds) return false;
    await pause(time, POLL_SECONDS);
    context.requireRunning();
  }
  return true;
}

/** @returns undefined if it can't be told */
async function isIdle({ gate }: DriverContext): Promise<boolean | undefined> {
  try {
    return await gate.ask((instrument) => instrument.isIdle());
  } catch (error) {
    if (error instanceof InstrumentError || error instanceof HaltedError) return undefined;
    throw error;
  }
}
