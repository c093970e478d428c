import type { LimitRule } from "../violation.js";
import { figure } from "./figure.js";

const SECONDS_PER_HOUR = 3600;

/** The directive is expected to end within the session's time. */
export const totalHours: LimitRule = (limits, facts, asked) => {
  const most = limits.total_hours;
  if (most === undefined) return [];
  const end = (facts.clockSeconds + asked.expectedSeconds) / SECONDS_PER_HOUR;
  if (end <= most) return [];
  const text = `It would end ${figure(end)} h after the session began; allowed are ${figure(most)} h.`;
  return [{ rule: "total_hours", text }];
};
