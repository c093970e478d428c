import type { Outcome } from "../session/outcome.js";

/** What an outcome is worth, and how that is called in tables. */
export interface Objective {
  /** The scenario's words, such as `ctf_resolution_angstrom <= 6`. */
  readonly goodExpression: string;
  readonly metric: string;
  readonly unit: string;
  /** A failed exposure or a missing measurement is never good. */
  isGood(outcome: Outcome): boolean;
}
