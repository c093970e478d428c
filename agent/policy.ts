import type { Goal } from "../env/goal/goal.js";
import type { RandomStream } from "../env/random/random-stream.js";
import type { RegistryEntry } from "../env/registry.js";
import type { Session } from "../env/session/session.js";
import type { Belief, Contribution } from "./belief/belief.js";
import type { BackendChoice } from "./learn/backend/backend-names.js";
import type { MoveScores } from "./plan/move-scores.js";

/** Why a policy chose what it chose: the numbers behind it, and one sentence made of them. */
export interface Reason {
  /** Names carry their units, such as `priceGoodPerMinute`. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly sentence: string;
  /** What it was chosen from, the best first and not more than a handful, where the policy compares. */
  readonly candidates?: Candidates;
  /** What the logit of the chance is made of, which it adds up to, where the policy believes in such terms. */
  readonly contributions?: readonly Contribution[];
}

/** Targets that a policy compared. */
export interface Candidates {
  /** What the scores are, unit included, such as `gainGood`. */
  readonly score: string;
  readonly scored: readonly { readonly target: number; readonly score: number }[];
}

export interface Decision {
  readonly goal: Goal;
  /** Chance with which this goal was chosen, NaN where nobody knows. Default: 1, nothing was drawn. */
  readonly probability?: number;
  /** Made when asked for: evaluation makes many decisions that nobody reads. */
  reason(): Reason;
}

/** How much a policy that searches may search for one decision. The policy's own default where neither is given. */
export interface Effort {
  /** Number of simulations: decisions repeat whatever the machine. Takes precedence. */
  readonly simulations?: number;
  /** Wall-clock time for the whole decision. */
  readonly milliseconds?: number;
}

/**
 * Chooses goals from what is known. A policy sees the {@link Session} alone and draws only from its own stream.
 */
export interface Policy {
  /** A new session begins; forget the last one. */
  reset(session: Session, random: RandomStream): void;
  /** The next goal. The session has not ended and nothing is under way. Policies that do not search ignore the effort. */
  decide(session: Session, effort?: Effort): Decision;
  /** What it believes, as of its last decision; of policies that believe something. */
  readonly belief?: Belief | undefined;
  /**
   * What its decisions have left behind for later ones, beside what the session says: a few numbers; of policies that
   * say so in their entry.
   */
  readonly memory?: readonly number[];
  /** Takes a {@link memory} over that it had when as much had happened. After {@link reset}. */
  recall?(memory: readonly number[]): void;
  /** What it makes of each move from where the cursor is, the decision's first move having the greatest score. */
  scores?(session: Session): MoveScores;
}

/** A number that a policy can be told, such as a share or a count. */
export interface PolicyParameter {
  readonly default: number;
  /** Least and greatest value. */
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. Default: false. */
  readonly whole?: boolean;
  /** One line that says what it does, unit included. */
  readonly summary: string;
}

/** Values of a policy's parameters by name; those left out have their defaults. */
export type ParameterValues = Readonly<Record<string, number>>;

/** How policies are made ready. */
export interface PrepareOptions {
  /** What networks compute on. Default: `auto`. */
  readonly backend?: BackendChoice;
  /** Is told what a network computes on, and why, as soon as that is chosen. */
  readonly onBackend?: (sentence: string) => void;
}

/** A policy by name: one file of this folder each. */
export interface PolicyEntry extends RegistryEntry {
  /** What may be tuned; names are in snake_case, as they are written on a command line. Default: nothing. */
  readonly parameters?: Readonly<Record<string, PolicyParameter>>;
  /** Whether it is made from a folder, written after its name: `name:folder`. Default: no. */
  readonly takesFolder?: boolean;
  /** Absolute paths of the files that it is made from, for hashes. @param folder default: the policy's own */
  filesOf?(folder?: string): string[];
  /**
   * What a decision hangs on beside the session: on nothing else, on the policy's `memory`, or on all decisions before it,
   * such as those of a policy that draws. Where a session is rebuilt from what happened in it, these are made again in
   * their places. Default: `decisions`.
   */
  readonly remembers?: "nothing" | "memory" | "decisions";
  /** Has to be done in each thread before {@link create}, where it is there. @param folder default: the policy's own */
  prepare?(folder?: string, options?: PrepareOptions): Promise<void>;
  /**
   * @param values checked, see `parameterValues`; default: all parameters at their defaults
   * @param folder default: the policy's own
   */
  create(values?: ParameterValues, folder?: string): Policy;
}

/** The decision that ends a session. */
export function stop(sentence: string): Decision {
  return { goal: { kind: "stop" }, reason: () => ({ numbers: {}, sentence }) };
}

/** The decision to expose one hole. */
export function acquire(hole: number, reason: () => Reason): Decision {
  return { goal: { kind: "acquire", holes: [hole] }, reason };
}

/** The decision to go to a node and see what is in it. */
export function survey(target: number, reason: () => Reason): Decision {
  return { goal: { kind: "survey", target }, reason };
}

/** The decision to wait for the next result. */
export function wait(sentence: string): Decision {
  return { goal: { kind: "wait" }, reason: () => ({ numbers: {}, sentence }) };
}
