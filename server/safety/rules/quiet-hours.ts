import type { Limits } from "../limits.js";
import type { LimitRule } from "../violation.js";

const MINUTES_PER_DAY = 24 * 60;

type QuietHours = Limits["quiet_hours"][number];

/** Nothing is begun in quiet hours: from their first minute on, up to but not including their last. */
export const quietHours: LimitRule = (limits, facts) => {
  const { localMinutes: now } = facts;
  const rule = "quiet_hours";
  return limits.quiet_hours
    .filter((hours) => now === undefined || isWithin(hours, now))
    .slice(0, 1)
    .map((hours) => {
      const when = now === undefined ? "The time of day is not known" : `It is ${timeOfDay(now)}`;
      return { rule, text: `${when}; nothing is begun from ${hours.from} to ${hours.to}.` };
    });
};

/**
 * Minutes until the next quiet hours begin; 0 within them, Infinity if there are none. A directive that is valid for no
 * longer can't be started in them.
 */
export function minutesUntilQuiet(limits: Limits, localMinutes: number): number {
  const waits = limits.quiet_hours.map((hours) =>
    isWithin(hours, localMinutes) ? 0 : modulo(minutesOf(hours.from) - localMinutes, MINUTES_PER_DAY),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...waits);
}

/** Whether a time of day, minutes since midnight, lies within quiet hours, which may reach over midnight. */
function isWithin({ from, to }: QuietHours, minutes: number): boolean {
  const length = modulo(minutesOf(to) - minutesOf(from), MINUTES_PER_DAY);
  return modulo(minutes - minutesOf(from), MINUTES_PER_DAY) < length;
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return hours! * 60 + minutes!;
}

function timeOfDay(minutes: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${two(minutes / 60)}:${two(minutes % 60)}`;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
