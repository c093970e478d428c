import { shotAt } from "../safety-facts.js";
import type { LimitRule } from "../violation.js";
import { figure } from "./figure.js";

/**
 * Around no shot of the directive lie too many exposures of the same grid, itself counting, with their centres within one
 * diameter of the beam. Earlier exposures whose position was never known are not counted.
 */
export const shotsWithinBeam: LimitRule = (limits, facts, asked) => {
  const { shots_within_beam: most, beam_diameter_micrometers: diameter } = limits;
  if (most === undefined || diameter === undefined) return [];
  const rule = "shots_within_beam";
  const asShots = asked.shots.map((target) => shotAt(facts, target));
  const all = [...facts.shots, ...asShots];
  return asShots.flatMap(({ target, grid, stageXMicrometers: x, stageYMicrometers: y }) => {
    if (x === undefined || y === undefined) {
      const text = `Where '${target}' lies is not known; allowed are ${most} exposures within ${figure(diameter)} µm.`;
      return [{ rule, target, text }];
    }
    const near = all.filter((shot) => {
      const { stageXMicrometers: otherX, stageYMicrometers: otherY } = shot;
      if (shot.grid !== grid || otherX === undefined || otherY === undefined) return false;
      return Math.hypot(otherX - x, otherY - y) <= diameter;
    }).length;
    if (near <= most) return [];
    const text = `${near} exposures would lie within ${figure(diameter)} µm of '${target}'; allowed are ${most}.`;
    return [{ rule, target, text }];
  });
};
