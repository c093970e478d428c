import type { Took } from "../../instrument.js";
import { guardAcquisition, guardCounts } from "./guard-acquisition.js";
import { moveStage, type StagePlace } from "./move-stage.js";
import { type Operating, PhaseTimer } from "./operating.js";

/** Goes to a square, finds its height, and takes its image into buffer A. */
export async function goToSquare(
  operating: Operating,
  place: StagePlace,
): Promise<Took & { readonly meanCounts: number }> {
  const { scripting, parameters } = operating;
  const timer = new PhaseTimer(operating);
  await timer.time("stage_move", () => moveStage(operating, place));
  await guardAcquisition(operating);
  await timer.time("eucentricity", () => scripting.run("Eucentricity", parameters.square.eucentricity));
  await timer.time("square_image", () => scripting.run(parameters.square.image));
  const meanCounts = await guardCounts(operating, "the square's image");
  return { ...timer.took(), meanCounts };
}
