import { KinematicLatency } from "../kinematic/kinematic-latency.js";
import { kinematicOptions } from "../kinematic/options.js";
import type { LatencyKind } from "../latency-model.js";

/**
 * What a microscope does on its way: exchange and atlas of a grid; stage moves with acceleration, top speed, backlash
 * and settling; eucentric height and image of a square; image, focus and drift wait of a group; image shift between its
 * holes; the camera; maintenance on the session's clock. docs/time.md has the options, `scenarios/microscopes` presets.
 *
 * @example
 * latency:
 *   kind: kinematic
 *   stage: { speed: 50 um/s, settle: 2.5 s }
 *   camera: { exposure: 2.5 s, overhead: 3 s }
 *   jitter: 0.1
 */
const kind: LatencyKind<typeof kinematicOptions> = {
  name: "kinematic",
  summary: "stage, optics, focus and camera, by distance; needs stage positions",
  options: kinematicOptions,
  create: (options) => new KinematicLatency(options),
};

export default kind;
