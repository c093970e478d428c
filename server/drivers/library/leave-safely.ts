import { InstrumentError } from "../instrument.js";
import type { DriverContext } from "./driver-context.js";

/** An action that failed is tried again after this long, seconds. */
const AGAIN_AFTER_SECONDS = 60;

export interface LeaveOptions {
  readonly what: "blanked" | "safe";
  /** Asked when the action's turn comes. */
  readonly isCalledFor: () => boolean;
  /** Whether the instrument has a fault. */
  readonly hasFault: () => boolean;
  /** Has a task done when its turn comes. */
  readonly later: (task: () => Promise<void>) => void;
}

/** Blanks the beam or goes to the safe state, and writes down that it did; nothing while a halt holds. */
export async function leaveSafely(context: DriverContext, options: LeaveOptions): Promise<void> {
  const { gate, state, log, time } = context;
  const { facts } = state;
  const { what, isCalledFor, hasFault, later } = options;
  if (!isCalledFor() || state.isHalted || facts.get("finished") === true || facts.get("leftAs") === "safe") return;
  log.warn({ left: what }, "paused or cut off for long");
  try {
    await gate.ask((instrument) => (what === "blanked" ? instrument.blank() : instrument.safeState()));
    state.commit(() => {
      facts.set("leftAs", what);
      if (hasFault()) facts.set("faultSince", true);
    });
  } catch (error) {
    if (!(error instanceof InstrumentError)) throw error;
    log.error({ details: error.message }, "the microscope could not be left safely; trying again");
    time.after(AGAIN_AFTER_SECONDS, () => later(() => leaveSafely(context, options)));
  }
}
