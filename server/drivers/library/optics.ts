import { InstrumentError } from "../instrument.js";
import type { DriverContext } from "./driver-context.js";

/**
 * Makes the microscope ready for the next directive and looks at its optics where they may not be as they were: after a
 * restart, a halt, a failure, or what the dead-man rule did. Valves that the dead-man rule closed are opened again,
 * unless the instrument has had a fault since; then an operator does that.
 *
 * @returns what is wrong
 */
export async function prepareOptics(context: DriverContext): Promise<string | undefined> {
  const { state, gate } = context;
  const { facts } = state;
  const leftAs = facts.get("leftAs");
  if (leftAs === undefined && facts.get("unverified") !== true) return undefined;
  try {
    if (leftAs !== undefined && facts.get("faultSince") !== true) {
      await gate.ask((instrument) => instrument.makeReady());
      context.commit(() => {
        facts.forget("leftAs");
        facts.set("unverified", true);
      });
    }
    return await verifyOptics(context);
  } catch (error) {
    if (error instanceof InstrumentError) return `the optics can't be read: ${error.message}`;
    throw error;
  }
}

async function verifyOptics(context: DriverContext): Promise<string | undefined> {
  const { facts } = context.state;
  const optics = await context.gate.ask((instrument) => instrument.opticalState());
  const expected = facts.get("optics");
  const wrong = [
    optics.columnValvesOpen ? "" : "the column valves are closed",
    optics.beamBlanked ? "the beam is blanked" : "",
    expected === undefined || optics.magnification === expected.magnification
      ? ""
      : `the magnification is ${optics.magnification} instead of ${expected.magnification}`,
    expected === undefined || optics.spotSize === expected.spotSize
      ? ""
      : `the spot size is ${optics.spotSize} instead of ${expected.spotSize}`,
  ].filter((what) => what !== "");
  context.commit((say) => {
    say({ $case: "opticalState", opticalState: optics });
    if (wrong.length === 0) facts.forget("unverified", "leftAs", "faultSince");
  });
  return wrong.length === 0 ? undefined : `${wrong.join(", ")}; an operator has to look`;
}
