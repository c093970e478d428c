/** What a number that there is none of looks like. */
const NONE = "–";

/** A fixed number of decimals, or a dash for what is no number. */
export function decimals(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : NONE;
}

/** A share as a percentage. */
export function percent(share: number, digits = 0): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : NONE;
}

/** Hours and minutes on the session's clock. @example clock(4500) // "1:15" */
export function clock(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** A duration in words. @example duration(4500) // "1 h 15 min" */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** A count with its noun. @example count(1, "hole") // "1 hole" */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** What came of some exposures. @example resultWords(3, 5, 1, ", ") // "3/5 good, 1 pending" */
export function resultWords(good: number, results: number, pending: number, separator: string): string {
  const share = results > 0 ? [`${good}/${results} good`] : [];
  return [...share, ...(pending > 0 ? [`${pending} pending`] : [])].join(separator);
}

/** A camelCase name as words. @example words("goodMicrographs") // "good micrographs" */
export function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
}
