import { type Operating, one, refuse } from "./operating.js";

/** Leaves the microscope so that it can be left alone: beam blanked, valves closed, no tilt, no image shift, low dose on. */
export async function goToSafeState({ scripting }: Operating): Promise<void> {
  await scripting.run("SetBeamBlank", 1);
  await scripting.run("SetColumnOrGunValve", 0);
  await scripting.run("TiltTo", 0);
  await scripting.run("SetImageShift", 0, 0);
  await scripting.run("SetLowDoseMode", 1);
}

/** Undoes it, and looks whether the valves did open. */
export async function makeReady({ scripting }: Operating): Promise<void> {
  await scripting.run("SetColumnOrGunValve", 1);
  if ((await one(scripting, "ReportColumnOrGunValve")) !== 1) refuse("the column valves did not open");
  await scripting.run("SetBeamBlank", 0);
}
