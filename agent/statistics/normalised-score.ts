/** A span that is a smaller share of the references' size says nothing about policies. */
const LEAST_SPAN_SHARE = 0.01;
/** A span below this is nothing but rounding. */
const LEAST_SPAN = 1e-6;

/** Whether a task's references are far enough apart to score by: at least 1 % of the larger one's size. */
export function canNormalise(raster: number, bound: number): boolean {
  return bound - raster >= Math.max(LEAST_SPAN, LEAST_SPAN_SHARE * Math.max(Math.abs(raster), Math.abs(bound)));
}

/**
 * (value − raster) / (bound − raster): 0 is what visiting everything in order brings, 1 what nobody can exceed. With
 * the references fixed for a task (its means), scores of episodes are above 1 where a world is better than most.
 *
 * @returns undefined where bound − raster is about nothing: report the absolute regret bound − value instead
 * @example normalisedScore(80, 50, 110) // 0.5
 */
export function normalisedScore(value: number, raster: number, bound: number): number | undefined {
  return canNormalise(raster, bound) ? (value - raster) / (bound - raster) : undefined;
}
