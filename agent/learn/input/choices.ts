import type { Goal } from "../../../env/goal/goal.js";
import type { Session } from "../../../env/session/session.js";

/** Moves that are no candidate, in the order in which they stand before the candidates. */
export const STOP = 0;
export const UP = 1;
export const WAIT = 2;
export const FIRST_CANDIDATE = 3;

/** Where a decision is on its way from the stage to its goal. */
export const Phase = { Here: 0, Climbed: 1, Descended: 2 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** What a decision chooses among, step by step. */
export interface Choices {
  /** The node that candidates lie below. */
  readonly cursor: number;
  readonly phase: Phase;
  /** 1 for what may be chosen: STOP, UP, WAIT, candidates. The first {@link count} + 3 are current. */
  readonly legal: Uint8Array;
  /** Candidates. */
  readonly count: number;
  /** A decision begins where the stage stands. */
  begin(session: Session): void;
  /** The row of a candidate. */
  rowOf(candidate: number): number;
  /**
   * Takes a legal move.
   *
   * @returns what was decided, or undefined if the decision goes on
   * @throws RangeError if the move is not legal
   */
  take(move: number): Goal | undefined;
}
