import type { Observation } from "../observation.js";
import type { Frame } from "./frame.js";
import { type ResolveRule, resolveHole } from "./resolve-hole.js";
import { shotIdOf } from "./shot-id.js";
import type { Told } from "./told.js";

const MOST_TILT_DEGREES = 90;

/** What an exposure tells the server: its hole, where it is of none that is known; where the stage went; the exposure. */
export function exposureNews(frame: Frame, told: Told, rule: ResolveRule): Observation {
  const { key, name, exposureSeconds = 0, stage, tiltDegrees, lastOfFile } = frame;
  const { memory } = told;
  const shotId = shotIdOf(name, key, (id) => memory.has(`shot-id ${id}`));
  const { holeId, found } = resolveHole(frame, shotId, told, rule);
  const groupId = found.find(({ id }) => id === holeId)?.parentId ?? memory.target(holeId)!.parentId;
  const isTold = tiltDegrees !== undefined && Math.abs(tiltDegrees) <= MOST_TILT_DEGREES;
  const position = {
    targetId: groupId,
    stageXMicrometers: stage?.x,
    stageYMicrometers: stage?.y,
    stageZMicrometers: stage?.z,
    tiltDegrees: isTold ? tiltDegrees : undefined,
  };
  const durationSeconds = Math.max(0, exposureSeconds);
  return {
    keys: [`shot ${key}`, `shot-id ${shotId}`, ...(lastOfFile === undefined ? [] : [`file ${lastOfFile}`])],
    news: [
      ...told.survey(found),
      ...(memory.place === groupId ? [] : [{ $case: "position", position } as const]),
      { $case: "undirectedExposure", undirectedExposure: { targetId: holeId, shotId, durationSeconds } },
    ],
  };
}
