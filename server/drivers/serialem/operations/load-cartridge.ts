import { InstrumentError, type Took } from "../../instrument.js";
import { type Operating, one, PhaseTimer, refuse } from "./operating.js";

/**
 * Loads a slot's grid, and reads back which slot is loaded. A grid that is on the stage is left there: loading again is a
 * risk and tells nothing.
 */
export async function loadCartridge(operating: Operating, slot: number): Promise<Took> {
  const { scripting } = operating;
  const timer = new PhaseTimer(operating);
  if ((await one(scripting, "ReportLoadedSlot")) === slot) return timer.took();
  if ((await one(scripting, "ReportSlotStatus", slot)) === 0) refuse(`slot ${slot} is empty`);
  await timer.time("load", () => scripting.run("LoadCartridge", slot));
  const loaded = await one(scripting, "ReportLoadedSlot");
  if (loaded !== slot) throw new InstrumentError(`slot ${loaded} is loaded instead of ${slot}`, false);
  return timer.took();
}
