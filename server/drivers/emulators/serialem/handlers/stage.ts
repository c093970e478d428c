import { Phase } from "../../../../../env/world/latency/phase.js";
import { type Handlers, NOTHING } from "../handler.js";
import { ScriptError } from "../script-error.js";

/** How far the stage goes on each axis, µm, and how far it tilts, degrees. */
const MOST_MICROMETERS = 1000;
const MOST_DEGREES = 70;

function requireReach(...axes: readonly number[]): void {
  const beyond = axes.find((axis) => !(Math.abs(axis) <= MOST_MICROMETERS));
  if (beyond !== undefined) throw new ScriptError(`Stage position ${beyond} is out of range`);
}

export const stageHandlers: Handlers = {
  ReportStageXYZ: (_, { stage: { x, y, z } }) => [x, y, z],
  ReportTiltAngle: (_, { stage }) => [stage.tilt],
  ReportStageBusy: () => [0],
  async MoveStageTo(args, scope) {
    const [x, y] = [args.number(1), args.number(2)];
    const z = args.has(3) ? args.number(3) : scope.stage.z;
    requireReach(x, y, z);
    await scope.moveStage({ x, y, z });
    return NOTHING;
  },
  async MoveStage(args, scope) {
    const { stage } = scope;
    const [x, y, z] = [stage.x + args.number(1), stage.y + args.number(2), stage.z + args.number(3)];
    requireReach(x, y, z);
    await scope.moveStage({ x, y, z });
    return NOTHING;
  },
  TiltTo(args, scope) {
    const tilt = args.number(1);
    if (!(Math.abs(tilt) <= MOST_DEGREES)) throw new ScriptError(`Attempt to tilt too high, to ${tilt} degrees`);
    scope.stage = { ...scope.stage, tilt };
    return NOTHING;
  },
  /** The view stays where it is, so the stage goes where the beam was. */
  async ResetImageShift(_, scope) {
    const { x, y } = scope.beam;
    scope.optics.shiftTo(0, 0);
    await scope.moveStage({ x, y });
    return NOTHING;
  },
  async Eucentricity(_, scope) {
    await scope.spend(Phase.Focusing);
    const { x, y } = scope.stage;
    scope.stage = { ...scope.stage, z: heightAt(x, y) };
    return NOTHING;
  },
};

/** The grid is bent and tilted a little, µm. */
function heightAt(x: number, y: number): number {
  return 6 + x / 60 - y / 90;
}
