import type { Contribution } from "../../agent/belief/belief.js";
import type { MoveScore } from "./decision-record.js";

/** What a policy makes of one target now. What it does not know is left out. */
export interface ExplainedTarget {
  readonly target: string;
  /** Name of its level, such as `hole`. */
  readonly level: string;
  /** Among the other children of its parent, the greater the better, in the policy's own unit. */
  readonly score?: number;
  /** Chance to be good, of leaves. */
  readonly probability?: number;
  /** Of its quality in the belief's unit, mostly a logit: of nodes, what they and all above them add to it. */
  readonly latentMean?: number;
  readonly latentStandardDeviation?: number;
  /** What the latent mean of a leaf is made of. */
  readonly contributions?: readonly Contribution[];
  /** Expected seconds of the whole way from where the stage stands. */
  readonly expectedSeconds: number;
}

/** What a policy makes of targets, and of the moves that name none. */
export interface Explanation {
  readonly policy: string;
  readonly policyHash: string;
  readonly targets: readonly ExplainedTarget[];
  /** UP, WAIT and STOP from where the stage stands, those that are an option. */
  readonly moves: readonly MoveScore[];
  /** How many changes the session had been told. */
  readonly changes: number;
}
