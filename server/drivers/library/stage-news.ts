import type { StageReading } from "../instrument.js";
import type { News } from "./message-store.js";

/** A reading as the protocol says it; none if the instrument can't name the place. */
export function positionNews(reading: StageReading): News[] {
  const { targetId, stageXMicrometers, stageYMicrometers, stageZMicrometers, tiltDegrees } = reading;
  if (targetId === undefined) return [];
  const position = { targetId, stageXMicrometers, stageYMicrometers, stageZMicrometers, tiltDegrees };
  return [{ $case: "position", position }];
}

/** A reading for a person. */
export function place({ targetId, stageXMicrometers: x, stageYMicrometers: y }: StageReading): string {
  const at = x === undefined || y === undefined ? "an unknown position" : `${x}, ${y} µm`;
  return targetId === undefined || targetId === "" ? at : `'${targetId}' (${at})`;
}
