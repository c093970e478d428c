import { BusyKind } from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentError } from "../../instrument.js";
import { type Operating, one, refuse } from "./operating.js";

/**
 * Looked at before each acquisition: low dose is on, so that the optics are the operator's presets; the valves are open;
 * no dewar is filled and no pump shakes, which is waited for, without limit and by SerialEM's own delay, so that the
 * operator can stop it.
 *
 * @throws InstrumentError, refused, if an operator has to look
 */
export async function guardAcquisition(operating: Operating): Promise<void> {
  const { scripting, parameters } = operating;
  if ((await one(scripting, "ReportLowDose")) !== 1) refuse("low dose is off; only its presets are used");
  await waitWhile(operating, BusyKind.REFILL, async () => (await one(scripting, "AreDewarsFilling")) !== 0);
  if (parameters.guards.wait_for_pump) {
    await waitWhile(operating, BusyKind.REFILL, async () => (await one(scripting, "IsPVPRunning")) !== 0);
  }
  // Looked at last: valves may close while it waits.
  if ((await one(scripting, "ReportColumnOrGunValve")) !== 1) refuse("the column valves are closed");
}

async function waitWhile(operating: Operating, kind: BusyKind, isBusy: () => Promise<boolean>): Promise<void> {
  if (!(await isBusy())) return;
  const { scripting, parameters, tell } = operating;
  tell({ $case: "busy", busy: { kind, expectedSeconds: parameters.guards.poll_seconds } });
  try {
    do await scripting.run("Delay", parameters.guards.poll_seconds, "sec");
    while (await isBusy());
  } finally {
    tell({ $case: "ready", ready: { kind } });
  }
}

/** Looked at after each acquisition. @throws InstrumentError if no electrons came */
export async function guardCounts({ scripting, parameters }: Operating, what: string): Promise<number> {
  const counts = await one(scripting, "ReportMeanCounts", "A");
  const least = parameters.shot.least_mean_counts;
  if (counts >= least) return counts;
  throw new InstrumentError(
    `${what} is dark: mean counts ${counts.toFixed(2)}, at least ${least} were expected`,
    false,
  );
}
