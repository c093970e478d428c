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
