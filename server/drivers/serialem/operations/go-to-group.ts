import type { Took } from "../../instrument.js";
import { guardAcquisition } from "./guard-acquisition.js";
import { moveStage, type StagePlace } from "./move-stage.js";
import { type Operating, PhaseTimer } from "./operating.js";

/**
 * Goes to a group, takes a view and aligns it, focuses, and waits for drift.
 *
 * @param nth counts the groups: which defocus is aimed at
 */
export async function goToGroup(operating: Operating, place: StagePlace, nth: number): Promise<Took> {
  const { scripting, parameters } = operating;
  const group = parameters.group;
  const defocus = group.target_defocus_micrometers;
  const timer = new PhaseTimer(operating);
  await timer.time("stage_move", () => moveStage(operating, place));
  await guardAcquisition(operating);
  await timer.time("focus", async () => {
    if (group.view || group.align_to !== undefined) await scripting.run("View");
    if (group.align_to !== undefined) await scripting.run("AlignTo", group.align_to);
    await scripting.run("SetTargetDefocus", defocus[nth % defocus.length]!);
    if (group.autofocus) await scripting.run("AutoFocus");
  });
  const { drift_rate_angstrom: rate, drift_wait_seconds: most } = group;
  if (rate !== undefined) await timer.time("drift_wait", () => scripting.run("DriftWaitTask", rate, "A", most));
  await scripting.run("GoToLowDoseArea", "R");
  return timer.took();
}
