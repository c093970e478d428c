import type { EpisodeRecord } from "../../evaluate/episode-record.js";
import type { EvaluationSummary } from "../../evaluate/summary/evaluation-summary.js";

/** What the page of an evaluation is made of. */
export interface EvaluationReportInput {
  readonly title: string;
  /** Every episode that was finished. */
  readonly records: readonly EpisodeRecord[];
  /** Their figures, by `summarise`. */
  readonly summary: EvaluationSummary;
  /** Sentences that must be shown, such as where the data come from or what failed. */
  readonly notes: readonly string[];
  /** Address of the page that steps through an episode, relative to the report; undefined where there is none. */
  readonly traceHref?: (record: EpisodeRecord) => string | undefined;
}
