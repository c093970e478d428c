import type { Session } from "../../env/session/session.js";
import { phaseNames } from "../../env/world/latency/phase.js";
import type { World } from "../../env/world/world.js";

/** The protocol's names of what a world's phases are, by the level of the target: grid, square, group, hole. */
const NAMES: readonly Readonly<Record<(typeof phaseNames)[number], string>>[] = [
  { moving: "load", focusing: "load", exposing: "exposure", surveying: "atlas", waiting: "maintenance" },
  {
    moving: "stage_move",
    focusing: "eucentricity",
    exposing: "exposure",
    surveying: "square_image",
    waiting: "maintenance",
  },
  { moving: "stage_move", focusing: "focus", exposing: "exposure", surveying: "square_image", waiting: "maintenance" },
  { moving: "image_shift", focusing: "focus", exposing: "exposure", surveying: "square_image", waiting: "maintenance" },
];

/** What the way to a target will be made of, by the protocol's names; parts that take no time are left out. */
export function movePhases(world: World, session: Session, target: number, nth: number) {
  const { tree, place, clockSeconds } = session;
  const seconds = new Float64Array(phaseNames.length);
  world.tryPhases(tree, place, target, nth, clockSeconds, seconds);
  const names = NAMES[Math.min(tree.level[target]!, NAMES.length) - 1]!;
  return phaseNames.flatMap((name, i) =>
    seconds[i]! > 0 ? [{ name: names[name], durationSeconds: seconds[i]! }] : [],
  );
}
