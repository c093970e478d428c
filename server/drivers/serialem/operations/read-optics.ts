import { OpticalState } from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Operating, one } from "./operating.js";

/** How the optics are set. Whether the beam is blanked is read from the variables that `GetFastScopeStatus` sets. */
export async function readOptics({ scripting }: Pick<Operating, "scripting">): Promise<OpticalState> {
  const shift = await scripting.numbers("ReportImageShift");
  const dewarSeconds = await one(scripting, "DewarsRemainingTime");
  const magnification = await one(scripting, "ReportMag");
  const spotSize = await one(scripting, "ReportSpotSize");
  const defocusMicrometers = await one(scripting, "ReportDefocus");
  const columnValvesOpen = (await one(scripting, "ReportColumnOrGunValve")) === 1;
  await scripting.run("GetFastScopeStatus");
  const beamBlanked = (await one(scripting, "GetVariable", "FastBlanked")) !== 0;
  return OpticalState.fromPartial({
    ...{ magnification, spotSize, defocusMicrometers, columnValvesOpen, beamBlanked },
    imageShiftXMicrometers: shift[4] ?? 0,
    imageShiftYMicrometers: shift[5] ?? 0,
    ...(dewarSeconds >= 0 && { dewarSeconds }),
  });
}
