import { z } from "zod";
import { SafetyLimits } from "../../proto/gen/cryogym/v1alpha1/safety_limits.js";

const finite = z.number();
const range = z
  .tuple([finite, finite])
  .refine(([least, greatest]) => least <= greatest, { message: "the least value comes first" });
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { message: "expected a time of day such as 06:30" });
const quietHours = z
  .strictObject({ from: hour, to: hour })
  .refine(({ from, to }) => from !== to, { message: "'from' and 'to' are the same; expected two times of day" });

/**
 * What is never to be asked of an instrument, as a YAML file says it: one at the server, one beside the instrument that the
 * server can't change. What is left out is no limit.
 */
export const limitsSchema = z
  .strictObject({
    /** Least and greatest, micrometres. */
    stage_x_micrometers: range.optional(),
    stage_y_micrometers: range.optional(),
    stage_z_micrometers: range.optional(),
    /** Least and greatest, degrees. */
    tilt_degrees: range.optional(),
    /** Greatest image shift from the stage position, micrometres. */
    image_shift_radius_micrometers: z.number().positive().optional(),
    /** Grids loaded within any hour. */
    grid_loads_per_hour: z.int().min(0).optional(),
    /** Exposures of one target. */
    shots_per_target: z.int().min(1).default(1),
    /** Exposures whose centres lie within one diameter of the beam of each other. */
    shots_within_beam: z.int().min(1).optional(),
    /** Diameter of the beam, micrometres. */
    beam_diameter_micrometers: z.number().positive().optional(),
    /** The whole session, hours. */
    total_hours: z.number().positive().optional(),
    /** Slots that may be loaded; left out: all. */
    allowed_slots: z.array(z.int().min(1).max(100)).min(1).optional(),
    /** Squares that must not be gone to, by id or name. */
    forbidden_squares: z.array(z.string().min(1)).default([]),
    /** Times of day in which nothing is begun, local time of the machine, such as 22:00 to 06:00. */
    quiet_hours: z.array(quietHours).default([]),
  })
  .refine((limits) => limits.shots_within_beam === undefined || limits.beam_diameter_micrometers !== undefined, {
    path: ["beam_diameter_micrometers"],
    message: "shots_within_beam needs the diameter of the beam",
  });

export type Limits = z.output<typeof limitsSchema>;

const SECONDS_PER_HOUR = 3600;

/** What of the limits a driver is told, so that it can compare them with its own. */
export function limitsMessage(limits: Limits): SafetyLimits {
  const { stage_x_micrometers: x, stage_y_micrometers: y, stage_z_micrometers: z, tilt_degrees: tilt } = limits;
  return SafetyLimits.fromPartial({
    leastStageXMicrometers: x?.[0],
    greatestStageXMicrometers: x?.[1],
    leastStageYMicrometers: y?.[0],
    greatestStageYMicrometers: y?.[1],
    leastStageZMicrometers: z?.[0],
    greatestStageZMicrometers: z?.[1],
    leastTiltDegrees: tilt?.[0],
    greatestTiltDegrees: tilt?.[1],
    imageShiftRadiusMicrometers: limits.image_shift_radius_micrometers,
    gridLoadsPerHour: limits.grid_loads_per_hour,
    shotsPerTarget: limits.shots_per_target,
    shotsWithinBeam: limits.shots_within_beam,
    beamDiameterMicrometers: limits.beam_diameter_micrometers,
    totalSeconds: limits.total_hours === undefined ? undefined : limits.total_hours * SECONDS_PER_HOUR,
    allowedSlots: limits.allowed_slots ?? [],
  });
}
