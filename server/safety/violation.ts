import type { Asked } from "./asked.js";
import type { Limits } from "./limits.js";
import type { SafetyFacts } from "./safety-facts.js";

/** A limit that a directive would break. */
export interface Violation {
  /** The limit's key in the YAML file. */
  readonly rule: keyof Limits;
  /** One sentence with what was asked for and what is allowed. */
  readonly text: string;
  /** The target that breaks it, if it is one. */
  readonly target?: string;
}

/** What of a directive breaks one limit. What can't be told breaks it, too: a limit that is set is kept for certain. */
export type LimitRule = (limits: Limits, facts: SafetyFacts, asked: Asked) => readonly Violation[];
