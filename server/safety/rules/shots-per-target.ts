import type { LimitRule } from "../violation.js";

/** No target is exposed too often, earlier exposures and all of this directive counting. */
export const shotsPerTarget: LimitRule = (limits, facts, asked) => {
  const most = limits.shots_per_target;
  return [...new Set(asked.shots)].flatMap((target) => {
    const before = facts.shots.filter((shot) => shot.target === target).length;
    const after = before + asked.shots.filter((shot) => shot === target).length;
    if (after <= most) return [];
    return [
      { rule: "shots_per_target", target, text: `'${target}' would be exposed ${after} times; allowed are ${most}.` },
    ];
  });
};
