/**
 * What is wrong with a value that has a limit; a value that is not known is not within it.
 *
 * @param range least and greatest; undefined is no limit
 */
export function isWithin(
  what: string,
  value: number | undefined,
  range: readonly [number, number] | undefined,
): string | undefined {
  if (range === undefined) return undefined;
  const [least, greatest] = range;
  if (value === undefined) return `${what} is not known, and ${least} to ${greatest} is allowed`;
  return value >= least && value <= greatest ? undefined : `${what} is ${value}; ${least} to ${greatest} is allowed`;
}

/** Whether a local time of day lies in a span such as 22:00 to 06:00, whose end is not part of it. */
export function withinDay(now: Date, from: string, to: string): boolean {
  const minute = now.getHours() * 60 + now.getMinutes();
  const [begin, end] = [minutes(from), minutes(to)];
  return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
}

function minutes(time: string): number {
  const [hours, rest] = time.split(":");
  return Number(hours) * 60 + Number(rest);
}
