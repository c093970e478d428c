import { SafetyLimits } from "../../../proto/gen/cryogym/v1alpha1/safety_limits.js";
import { type Limits, limitsMessage } from "../../safety/limits.js";

type Name = Exclude<keyof SafetyLimits, "allowedSlots">;

/** Fields in which a smaller value allows more. */
const LEAST: readonly Name[] = [
  "leastStageXMicrometers",
  "leastStageYMicrometers",
  "leastStageZMicrometers",
  "leastTiltDegrees",
  "beamDiameterMicrometers",
];
const GREATEST: readonly Name[] = [
  "greatestStageXMicrometers",
  "greatestStageYMicrometers",
  "greatestStageZMicrometers",
  "greatestTiltDegrees",
  "imageShiftRadiusMicrometers",
  "gridLoadsPerHour",
  "shotsPerTarget",
  "shotsWithinBeam",
  "totalSeconds",
];

/**
 * Where a server would ask for more than the instrument's own file allows: one sentence a field, with both values. A
 * limit that the server does not have is wider than any.
 *
 * @example widerLimits({ …, gridLoadsPerHour: 6 }, own) // ["grid_loads_per_hour is 6 at the server and 4 here"]
 */
export function widerLimits(theirs: SafetyLimits | undefined, own: Limits): string[] {
  const server = theirs ?? SafetyLimits.create();
  const here = limitsMessage(own);
  const wider: string[] = [];
  const compare = (name: Name, sign: 1 | -1) => {
    const limit = here[name];
    if (limit === undefined) return;
    const value = server[name];
    if (value !== undefined && sign * (value - limit) <= 0) return;
    wider.push(`${snakeCase(name)} is ${value ?? "without limit"} at the server and ${limit} here`);
  };
  for (const name of LEAST) compare(name, -1);
  for (const name of GREATEST) compare(name, 1);
  const slots = here.allowedSlots;
  const more = server.allowedSlots.filter((slot) => !slots.includes(slot));
  if (slots.length > 0 && (server.allowedSlots.length === 0 || more.length > 0)) {
    const value = server.allowedSlots.length === 0 ? "all slots" : server.allowedSlots.join(", ");
    wider.push(`allowed_slots is ${value} at the server and ${slots.join(", ")} here`);
  }
  return wider;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
