import { z } from "zod";
import { defineGuard, type Finding } from "./guard.js";

type Code = "movie_disk_low" | "movie_disk_full";

/** Free space has to exceed a threshold by this factor to clear its alarm. */
const CLEARS_AT = 1.1;

const thresholds = {
  movie_disk_warning_gibibytes: z
    .number()
    .min(0)
    .default(500)
    .describe(
      "Free space where movies go below which somebody is told, gibibytes. At 5 s an exposure and half a gibibyte a movie 500 GiB last about an hour and a half.",
    ),
  movie_disk_critical_gibibytes: z.number().min(0).default(50).describe("Below which the session pauses, gibibytes."),
};

/** A movie that can't be written is a hole spent for nothing. */
export default defineGuard<Record<never, never>, Code, typeof thresholds>({
  name: "movie-disk",
  summary: "there is space for movies",
  alarms: {
    movie_disk_low: { severity: "warning", pauses: false, meaning: "the disk that movies go to fills up" },
    movie_disk_full: { severity: "critical", pauses: true, meaning: "the disk that movies go to is nearly full" },
  },
  thresholds,
  initial: {},
  reduce(state, event, _now, limits) {
    if (event.kind !== "optics" || event.movieDiskFreeGibibytes === undefined) return { state };
    const free = event.movieDiskFreeGibibytes;
    const findings = [
      ...below("movie_disk_low", free, limits.movie_disk_warning_gibibytes),
      ...below("movie_disk_full", free, limits.movie_disk_critical_gibibytes),
    ];
    return { state, findings };
  },
});

function below(code: Code, free: number, least: number): Finding<Code>[] {
  if (free < least)
    return [{ code, text: `${free.toFixed(1)} GiB are free where movies go; wanted are ${least} GiB.` }];
  return free >= least * CLEARS_AT ? [{ code }] : [];
}
