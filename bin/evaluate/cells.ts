import type { Interval } from "../../agent/statistics/interval.js";

const NONE = "–";

/** A number with as many decimals as its size needs. */
export function figure(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 1000 ? 0 : size >= 10 ? 1 : 2);
}

/** With its sign, as a difference. */
export function signed(value: number, written: (value: number) => string = figure): string {
  const text = written(value);
  return value > 0 ? `+${text}` : text.replace("-", "−");
}

/** `12.3 – 14.5`, or a dash for a single episode. */
export function intervalCell(interval: Interval | null, written: (value: number) => string = figure): string {
  return interval === null ? NONE : `${written(interval.low)} – ${written(interval.high)}`;
}

/** A share or a score as a percentage, or a dash where there is none. */
export function shareCell(share: number | null): string {
  return share === null ? NONE : `${(100 * share).toFixed(1)} %`.replace("-", "−");
}

/** A share in per cent, without the sign. */
export function percents(share: number): string {
  return (100 * share).toFixed(1);
}
