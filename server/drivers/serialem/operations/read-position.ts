import type { StageReading } from "../../instrument.js";
import { type Operating, one } from "./operating.js";

/** Where the stage stands. */
export async function readPosition({ scripting }: Operating): Promise<StageReading> {
  const [x, y, z] = (await scripting.numbers("ReportStageXYZ")) as [number, number, number];
  const tiltDegrees = await one(scripting, "ReportTiltAngle");
  return { stageXMicrometers: x, stageYMicrometers: y, stageZMicrometers: z, tiltDegrees };
}
