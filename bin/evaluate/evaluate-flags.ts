import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";

/** Options of `cryogym evaluate`. */
export interface EvaluateFlags {
  /** Names or files, separated by commas. */
  scenario?: string;
  suite?: string;
  policy: string[];
  episodes: number;
  seed: number;
  budgetMinutes?: number[];
  budgetShares?: number[];
  allStarts?: boolean;
  workers?: number;
  backend: BackendChoice;
  jsonl?: string;
  resume?: boolean;
  traces?: string;
  traceEpisodes: number;
  json?: string;
  html?: string;
  data?: string;
}
