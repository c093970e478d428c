import type { DriverContext } from "./driver-context.js";

/**
 * Tells the instrument that an operator has resumed the session. Before the resume is taken in, so that one that a killed
 * process has not taken in is told again.
 *
 * @param ack number of the last message that the server had when it resumed
 */
export function tellResumed({ state, gate }: DriverContext, ack: number): void {
  const told = Object.values(state.facts.get("faults") ?? {});
  // Whoever did not know of a fault has not resumed in spite of it: the server pauses for it once it hears.
  if (told.every((seq) => seq <= ack)) gate.instrument.resumed?.();
}

/** Takes a resume in that ends no halt which holds: that of a pause which the driver was not told of, or one to ignore. */
export function resumedUnhalted(context: DriverContext, haltId: string, ack: number): void {
  const { state, log } = context;
  const holds = state.facts.get("haltId");
  // For what comes between two directives the server pauses without telling the driver.
  if (holds === undefined && haltId === "") tellResumed(context, ack);
  else log.warn({ haltId, holds }, "a resume that names no halt that holds is ignored");
  state.commit(() => state.messages.done());
}
