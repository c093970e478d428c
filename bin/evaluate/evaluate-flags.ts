/** Options of `cryogym evaluate`. */
export interface EvaluateFlags {
  scenario?: string;
  suite?: string;
  policy: string[];
  episodes: number;
  seed: number;
  budgetMinutes?: number[];
  budgetShares?: number[];
  allStarts?: boolean;
  workers?: number;
  jsonl?: string;
  resume?: boolean;
  traces?: string;
  traceEpisodes: number;
  json?: string;
  html?: string;
  data?: string;
}
