import type { Took } from "../../instrument.js";
import { guardAcquisition } from "./guard-acquisition.js";
import { type Operating, one, PhaseTimer, refuse } from "./operating.js";

/** Takes the low-magnification montage of the grid on the stage, into a file of its own. @returns and its Windows path */
export async function takeAtlas(operating: Operating, name: string): Promise<Took & { readonly file: string }> {
  const { scripting, parameters } = operating;
  const { pieces, folder, imaging_state: state } = parameters.atlas;
  const timer = new PhaseTimer(operating);
  const file = `${folder}\\${name.replaceAll(/[^A-Za-z0-9._-]/g, "-")}.mrc`;
  await guardAcquisition(operating);
  await timer.time("atlas", async () => {
    if (state !== undefined && (await one(scripting, "GoToImagingState", state)) !== 0) {
      refuse(`SerialEM has no imaging state '${state}'`);
    }
    await scripting.run("OpenNewMontage", ...pieces, file);
    await scripting.run("Montage");
    await scripting.run("CloseFile");
  });
  return { ...timer.took(), file };
}
