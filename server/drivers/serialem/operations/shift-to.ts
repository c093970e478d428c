import { InstrumentError } from "../../instrument.js";
import type { StagePlace } from "./move-stage.js";
import { type Operating, refuse } from "./operating.js";

/** An image shift as it was read back, µm on the stage. */
export interface ImageShift {
  readonly x: number;
  readonly y: number;
}

/**
 * Shifts the beam to a place by image shift, and reads the shift back: SerialEM leaves one that is too large undone
 * without a word. Shifts that need a coma calibration are refused where none is declared.
 */
export async function shiftTo(operating: Operating, stage: StagePlace, place: StagePlace): Promise<ImageShift> {
  const { scripting, parameters } = operating;
  const { coma_calibration: hasComa, settle_factor: settle, shift_tolerance_micrometers: tolerance } = parameters.shot;
  const aim = { x: place.x - stage.x, y: place.y - stage.y };
  const most = mostShift(operating);
  const length = Math.hypot(aim.x, aim.y);
  if (length > most) {
    const why = hasComa ? "" : " without a coma calibration";
    refuse(`an image shift of ${length.toFixed(2)} µm; at most ${most} µm are made${why}`);
  }
  const before = await readShift(operating);
  await scripting.run("ImageShiftByMicrons", aim.x - before.x, aim.y - before.y, settle, hasComa ? 1 : 0);
  const after = await readShift(operating);
  if (Math.hypot(after.x - aim.x, after.y - aim.y) <= tolerance) return after;
  throw new InstrumentError(`image shift is ${said(after)} instead of ${said(aim)}`, true);
}

/** How far image shift goes. */
export function mostShift({ parameters: { shot } }: Pick<Operating, "parameters">): number {
  return shot.coma_calibration ? shot.most_shift_micrometers : shot.most_shift_without_micrometers;
}

async function readShift({ scripting }: Operating): Promise<ImageShift> {
  const values = await scripting.numbers("ReportImageShift");
  return { x: values[4]!, y: values[5]! };
}

function said({ x, y }: ImageShift): string {
  return `${x.toFixed(2)}, ${y.toFixed(2)} µm`;
}
