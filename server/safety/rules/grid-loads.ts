import type { LimitRule } from "../violation.js";

const SECONDS_PER_HOUR = 3600;

/** With this load there are not too many within the hour that ends now. An hour is half open: two loads an hour apart are not within one. */
export const gridLoads: LimitRule = (limits, facts, asked) => {
  const most = limits.grid_loads_per_hour;
  if (most === undefined || asked.load === undefined) return [];
  const before = facts.loads.filter((at) => at > facts.clockSeconds - SECONDS_PER_HOUR).length;
  if (before + 1 <= most) return [];
  const text = `Loading '${asked.load}' would be load number ${before + 1} within an hour; allowed are ${most}.`;
  return [{ rule: "grid_loads_per_hour", target: asked.load, text }];
};
