import { count, decimals } from "../../../env/render/figures.js";
import { type Html, html } from "../../../env/render/html.js";
import type { Estimate } from "../../evaluate/summary/evaluation-summary.js";
import type { Interval } from "../../statistics/interval.js";
import type { Verdict } from "../../statistics/paired-difference.js";

/** Digits of a normalised score. */
export const SCORE_DIGITS = 3;

/** The policy that scores are measured from: its mean is 0 by definition, so pictures of scores leave it out. */
export const REFERENCE = "raster";

/** @example intervalText({ low: 1, high: 2 }, 1) // "1.0 to 2.0" */
export function intervalText(interval: Interval | null, digits: number, sign = false): string {
  if (interval === null) return "–";
  const text = (value: number) => (sign ? signed(value, digits) : minus(value, digits));
  return `${text(interval.low)} to ${text(interval.high)}`;
}

/** A figure with its interval in small. */
export function estimateCell({ value, interval }: Estimate, digits: number, sign = false): Html {
  const text = sign ? signed(value, digits) : minus(value, digits);
  if (interval === null) return html`${text}`;
  return html`${text} <small>${intervalText(interval, digits, sign)}</small>`;
}

/** In one line, for what shows beside the pointer. */
export function estimateText({ value, interval }: Estimate, digits: number): string {
  const text = minus(value, digits);
  return interval === null ? text : `${text} (${intervalText(interval, digits)})`;
}

/** A fixed number of decimals with a real minus. */
export function minus(value: number, digits: number): string {
  return decimals(value, digits).replace(/^-/, "−");
}

/** With its sign, and a real minus. @example signed(-1.5, 1) // "−1.5" */
export function signed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return decimals(value, digits);
  const size = Math.abs(value).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${value < 0 ? "−" : "+"}${size}`;
}

/** @example pText(0.0004) // "< 0.001" */
export function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

const marks: Readonly<Record<Verdict, string>> = {
  higher: "▲",
  lower: "▼",
  "not shown": "○",
  "too few worlds": "?",
};

const meanings: Readonly<Record<Verdict, string>> = {
  higher: "higher",
  lower: "lower",
  "not shown": "no difference shown",
  "too few worlds": "too few worlds to say",
};

/** What may be said of a difference, with a mark so that colour is not all that tells. */
export function verdictMark(verdict: Verdict): Html {
  return html`<span class="verdict ${classOf(verdict)}" aria-hidden="true">${marks[verdict]}</span>`;
}

export function verdictCell(verdict: Verdict): Html {
  return html`${verdictMark(verdict)}&nbsp;${meanings[verdict]}`;
}

export function verdictMeaning(verdict: Verdict): string {
  return meanings[verdict];
}

function classOf(verdict: Verdict): string {
  return verdict === "higher" || verdict === "lower" ? verdict : "open";
}

/** How many scenarios, or budgets, or both there are. @example taskWords(tasks) // "4 budgets" */
export function taskWords(tasks: readonly { readonly scenario: string }[]): string {
  const scenarios = new Set(tasks.map(({ scenario }) => scenario)).size;
  if (scenarios === tasks.length) return count(tasks.length, "scenario");
  return scenarios === 1 ? count(tasks.length, "budget") : `${tasks.length} scenarios and budgets`;
}

/** How many digits after the point returns of this size need. */
export function returnDigits(size: number): number {
  return size >= 1000 ? 0 : size >= 10 ? 1 : 2;
}

/** Microseconds, or milliseconds from 10,000 on. */
export function latencyText(microseconds: number): string {
  if (microseconds >= 10_000) return `${decimals(microseconds / 1000, 1)} ms`;
  return `${decimals(microseconds, microseconds < 10 ? 1 : 0)} µs`;
}
