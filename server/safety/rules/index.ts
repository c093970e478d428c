import type { Limits } from "../limits.js";
import type { LimitRule } from "../violation.js";
import { allowedSlots } from "./allowed-slots.js";
import { forbiddenSquares } from "./forbidden-squares.js";
import { gridLoads } from "./grid-loads.js";
import { imageShift } from "./image-shift.js";
import { quietHours } from "./quiet-hours.js";
import { shotsPerTarget } from "./shots-per-target.js";
import { shotsWithinBeam } from "./shots-within-beam.js";
import { stageRange } from "./stage-range.js";
import { standingHeight } from "./standing-height.js";
import { tilt } from "./tilt.js";
import { totalHours } from "./total-hours.js";

/** A rule for each limit: a new key in the file is not compiled without one. */
export const limitRules: Readonly<Record<Exclude<keyof Limits, "beam_diameter_micrometers">, LimitRule>> = {
  stage_x_micrometers: stageRange("stage_x_micrometers", "stageXMicrometers"),
  stage_y_micrometers: stageRange("stage_y_micrometers", "stageYMicrometers"),
  stage_z_micrometers: standingHeight,
  tilt_degrees: tilt,
  image_shift_radius_micrometers: imageShift,
  grid_loads_per_hour: gridLoads,
  shots_per_target: shotsPerTarget,
  shots_within_beam: shotsWithinBeam,
  total_hours: totalHours,
  allowed_slots: allowedSlots,
  forbidden_squares: forbiddenSquares,
  quiet_hours: quietHours,
};
