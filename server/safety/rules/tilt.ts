import type { LimitRule } from "../violation.js";
import { figure } from "./figure.js";

/** Every tilt of a series lies within the range; without a series the one that was read back last, if any was. */
export const tilt: LimitRule = (limits, facts, asked) => {
  const range = limits.tilt_degrees;
  if (range === undefined || !asked.asItStands) return [];
  const [least, greatest] = range;
  const standing = facts.stage.tiltDegrees;
  const tilts = asked.tilts.length > 0 ? asked.tilts : standing === undefined ? [] : [standing];
  const worst = tilts.find((degrees) => !(degrees >= least && degrees <= greatest));
  if (worst === undefined) return [];
  const what = asked.tilts.length > 0 ? "The series would tilt to" : "The stage is tilted to";
  const text = `${what} ${figure(worst)}°; allowed is ${figure(least)}° to ${figure(greatest)}°.`;
  return [{ rule: "tilt_degrees", text }];
};
