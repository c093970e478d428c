import { OpticalState } from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Operating, one } from "./operating.js";

/** Number of the Record area among those of low dose. */
const RECORD_AREA = 3;

/** How the optics of an exposure are set: in low dose it goes to its area, which exposes nothing. Whether the beam is blanked is read from the variables that `GetFastScopeStatus` sets. */
export async function readOptics({ scripting }: Pick<Operating, "scripting">): Promise<OpticalState> {
  const [isLowDose, area] = await scripting.numbers("ReportLowDose");
  if (isLowDose === 1 && area !== RECORD_AREA) await scripting.run("GoToLowDoseArea", "R");
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
