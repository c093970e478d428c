import { targetOf } from "../safety-facts.js";
import type { LimitRule } from "../violation.js";
import { figure } from "./figure.js";

/** Every shot is reached by image shift from its group's stage position. */
export const imageShift: LimitRule = (limits, facts, asked) => {
  const radius = limits.image_shift_radius_micrometers;
  if (radius === undefined || asked.group === undefined) return [];
  const group = targetOf(facts, asked.group);
  return asked.shots.flatMap((target) => {
    const hole = targetOf(facts, target);
    const dx = (hole?.stageXMicrometers ?? Number.NaN) - (group?.stageXMicrometers ?? Number.NaN);
    const dy = (hole?.stageYMicrometers ?? Number.NaN) - (group?.stageYMicrometers ?? Number.NaN);
    const shift = Math.hypot(dx, dy);
    if (shift <= radius) return [];
    const text = Number.isNaN(shift)
      ? `The image shift to '${target}' is not known, as a stage position is missing; allowed are ${figure(radius)} µm.`
      : `'${target}' lies ${figure(shift)} µm from its group's stage position; allowed are ${figure(radius)} µm.`;
    return [{ rule: "image_shift_radius_micrometers", target, text }];
  });
};
