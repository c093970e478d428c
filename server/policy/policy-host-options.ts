import type { Logger } from "pino";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";

export interface PolicyHostOptions {
  /** Threads that decide, besides the one that is kept for `index`. Default: 1. */
  readonly threads?: number;
  /** A decision may take so long, milliseconds above 0; after that `index` decides. */
  readonly decideMilliseconds: number;
  /**
   * What has happened in a session may take so long to be taken in, milliseconds, and so long for each decision that is
   * made again where it is rebuilt. Default: 30 s and a decision's time.
   */
  readonly rebuildMilliseconds?: number;
  /** What networks compute on. Default: `auto`. */
  readonly backend?: BackendChoice;
  /** Hears what networks compute on, in each thread that has one. */
  readonly onBackend?: (sentence: string) => void;
  readonly log: Logger;
  /** Absolute paths of modules that export further policies by default; for tests. */
  readonly policyModules?: readonly string[];
}
