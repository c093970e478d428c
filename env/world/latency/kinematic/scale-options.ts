import type { LatencyFactors } from "../latency-model.js";
import { stepFactors } from "../step-factors.js";
import type { KinematicOptions } from "./options.js";
import { Step, stepNames } from "./step.js";

/**
 * Options with which each step takes so much longer, whatever the way. A stage move takes f times as long at any distance
 * if its speed is divided by f, its acceleration by f², and it settles f times as long.
 *
 * @throws RangeError if a factor is no finite number above 0, or names a step that there is not
 */
export function scaleOptions(options: KinematicOptions, factors: LatencyFactors): KinematicOptions {
  const { grid, stage, square, group, focus, drift, image_shift, camera } = options;
  const by = stepFactors(stepNames, factors);
  const [move, settled, shift, exposure] = [
    by[Step.Stage]!,
    by[Step.DriftWait]!,
    by[Step.ImageShift]!,
    by[Step.Exposure]!,
  ];
  return {
    ...options,
    grid: { exchange: grid.exchange * by[Step.Exchange]!, atlas: grid.atlas * by[Step.Atlas]! },
    stage: {
      ...stage,
      speed: stage.speed / move,
      acceleration: stage.acceleration / move ** 2,
      settle: stage.settle * move,
    },
    square: {
      eucentric_height: square.eucentric_height * by[Step.EucentricHeight]!,
      image: square.image * by[Step.SquareImage]!,
    },
    group: { image: group.image * by[Step.GroupImage]!, changeover: group.changeover * by[Step.GroupImage]! },
    focus: { ...focus, time: focus.time * by[Step.Focus]! },
    drift: { ...drift, wait: drift.wait * settled, long_wait: drift.long_wait * settled },
    image_shift: {
      time: image_shift.time * shift,
      delay: image_shift.delay * shift,
      within_hole: image_shift.within_hole * shift,
    },
    camera: { exposure: camera.exposure * exposure, overhead: camera.overhead * exposure },
  };
}
