import { meanSimple, median } from "simple-statistics";
import type { ScoreMatrix } from "./score-matrix.js";

/** Mean over its runs, for each task. */
export function taskMeans(scores: ScoreMatrix): number[] {
  return scores.map((runs) => meanSimple(runs as number[]));
}

/** Mean over tasks of their means, so that each task counts the same whatever its number of runs. */
export function meanOverTasks(scores: ScoreMatrix): number {
  return meanSimple(taskMeans(scores));
}

/** Median over tasks of their means. */
export function medianOverTasks(scores: ScoreMatrix): number {
  return median(taskMeans(scores));
}
