import type { LimitRule } from "../violation.js";
import { figure } from "./figure.js";

/**
 * The height that was read back last lies within the range where groups are gone to and exposed. No directive asks for a
 * height, so what was never read back is left to the ring beside the instrument; going to a square sets it anew.
 */
export const standingHeight: LimitRule = (limits, facts, asked) => {
  const range = limits.stage_z_micrometers;
  const z = facts.stage.stageZMicrometers;
  if (range === undefined || z === undefined || !asked.asItStands) return [];
  const [least, greatest] = range;
  if (z >= least && z <= greatest) return [];
  const text = `The stage stands at z ${figure(z)} µm; allowed is ${figure(least)} to ${figure(greatest)} µm.`;
  return [{ rule: "stage_z_micrometers", text }];
};
