import type { Took } from "../../instrument.js";
import { guardAcquisition } from "./guard-acquisition.js";
import { type Operating, one, PhaseTimer, refuse } from "./operating.js";

/** Of one grid. */
const MOST_ATLASES = 99;

/** Takes the low-magnification montage of the grid on the stage, into a file of its own. @returns and its Windows path */
export async function takeAtlas(operating: Operating, name: string): Promise<Took & { readonly file: string }> {
  const { scripting, parameters } = operating;
  const { pieces, folder, imaging_state: state } = parameters.atlas;
  const timer = new PhaseTimer(operating);
  await guardAcquisition(operating);
  const file = await freeName(operating, `${folder}\\${name.replaceAll(/[^A-Za-z0-9._-]/g, "-")}`);
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

/** A name that no file has: a grid may be surveyed again. */
async function freeName({ scripting }: Operating, stem: string): Promise<string> {
  for (let nth = 1; nth <= MOST_ATLASES; nth++) {
    const file = nth === 1 ? `${stem}.mrc` : `${stem}-${nth}.mrc`;
    if ((await one(scripting, "DoesFileExist", file)) === 0) return file;
  }
  return refuse(`there are ${MOST_ATLASES} atlases ${stem}`);
}
