import { InstrumentError, type Took } from "../../instrument.js";
import { guardAcquisition, guardCounts } from "./guard-acquisition.js";
import type { StagePlace } from "./move-stage.js";
import { type Operating, one, PhaseTimer } from "./operating.js";
import { type ImageShift, shiftTo } from "./shift-to.js";

/** What a shot was made with. */
export interface ShotRecord {
  readonly shotId: string;
  readonly imageShiftMicrometers: ImageShift;
  /** In SerialEM's units. */
  readonly beamTilt: ImageShift;
  readonly defocusMicrometers: number;
  readonly tiltDegrees: number;
  readonly stageZMicrometers: number;
  readonly meanCounts: number;
  /** Windows path. */
  readonly movie: string;
}

export interface ShotOrder {
  /** What the movie's name begins with; also in its mdoc file. */
  readonly shotId: string;
  /** The hole. */
  readonly place: StagePlace;
}

/**
 * Exposes a hole by image shift from where the stage stands. The movie is named by the shot before the exposure, and that
 * it is, is read back after it.
 */
export async function takeShot(
  operating: Operating,
  { shotId, place }: ShotOrder,
): Promise<Took & { readonly record: ShotRecord }> {
  const { scripting } = operating;
  const timer = new PhaseTimer(operating);
  await guardAcquisition(operating);
  // Image shift, defocus and beam tilt are an area's own.
  await scripting.run("GoToLowDoseArea", "R");
  const [x = 0, y = 0, stageZMicrometers = 0] = await scripting.numbers("ReportStageXYZ");
  const imageShiftMicrometers = await timer.time("image_shift", () => shiftTo(operating, { x, y }, place));
  const tiltDegrees = await one(scripting, "ReportTiltAngle");
  const flat = await one(scripting, "ReportDefocus");
  const defocusMicrometers = flat + defocusByTilt(operating, imageShiftMicrometers.y, tiltDegrees);
  if (defocusMicrometers !== flat) await scripting.run("SetDefocus", defocusMicrometers);
  const [tiltX = 0, tiltY = 0] = await scripting.numbers("ReportBeamTilt");
  await scripting.run("SetFrameBaseName", 0, 1, 0, shotId);
  await scripting.run("AddToNextFrameStackMdoc", "ShotId", shotId);
  await scripting.run("AddToNextFrameStackMdoc", "BeamTilt", `${tiltX} ${tiltY}`);
  await timer.time("exposure", () => scripting.run("Record"));
  if (defocusMicrometers !== flat) await scripting.run("SetDefocus", flat);
  const movie = await movieOf(operating, shotId);
  const meanCounts = await guardCounts(operating, `shot ${shotId}`);
  const record: ShotRecord = {
    ...{ shotId, imageShiftMicrometers, beamTilt: { x: tiltX, y: tiltY }, defocusMicrometers },
    ...{ tiltDegrees, stageZMicrometers, meanCounts, movie },
  };
  return { ...timer.took(), record };
}

/** What the height of a place beside the axis of a tilted stage does to defocus, µm. */
export function defocusByTilt({ parameters }: Pick<Operating, "parameters">, y: number, tiltDegrees: number): number {
  const change = parameters.shot.tilt_defocus_sign * y * Math.sin((tiltDegrees * Math.PI) / 180);
  return Math.abs(change) < 0.01 ? 0 : change;
}

async function movieOf({ scripting }: Operating, shotId: string): Promise<string> {
  const [path, , name] = await scripting.run("ReportLastFrameFile");
  const called = String(name ?? path);
  if (!called.slice(called.lastIndexOf("\\") + 1).startsWith(shotId)) {
    throw new InstrumentError(`the movie of shot ${shotId} is named '${called}'`, false);
  }
  return String(path);
}
