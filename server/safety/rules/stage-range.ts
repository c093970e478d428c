import { targetOf } from "../safety-facts.js";
import type { LimitRule } from "../violation.js";
import { figure } from "./figure.js";

/** Where the stage is sent to, or stands for shots, lies within the range of one axis. */
export function stageRange(
  rule: "stage_x_micrometers" | "stage_y_micrometers",
  position: "stageXMicrometers" | "stageYMicrometers",
): LimitRule {
  const axis = rule === "stage_x_micrometers" ? "x" : "y";
  return (limits, facts, asked) => {
    const range = limits[rule];
    if (range === undefined) return [];
    const [least, greatest] = range;
    return asked.stageAt.flatMap((target) => {
      const at = targetOf(facts, target)?.[position];
      if (at !== undefined && at >= least && at <= greatest) return [];
      const allowed = `allowed is ${figure(least)} to ${figure(greatest)} µm`;
      const text =
        at === undefined
          ? `The stage's ${axis} at '${target}' is not known; ${allowed}.`
          : `The stage would go to ${axis} ${figure(at)} µm at '${target}'; ${allowed}.`;
      return [{ rule, target, text }];
    });
  };
}
