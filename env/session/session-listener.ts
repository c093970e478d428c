import type { Outcome } from "./outcome.js";
import type { Session } from "./session.js";

/** Hears of a session's events right after each has taken effect. Targets are rows of `session.tree`. */
export interface SessionListener {
  /** The tree was laid out anew: rows changed. */
  surveyed?(session: Session, parent: number): void;
  moved?(session: Session, target: number, durationSeconds: number): void;
  exposed?(session: Session, hole: number, durationSeconds: number): void;
  resulted?(session: Session, hole: number, outcome: Outcome): void;
  /** A result that was there is another one now. */
  corrected?(session: Session, hole: number, outcome: Outcome): void;
  /** A result that was there was taken back. */
  retracted?(session: Session, hole: number): void;
  /** The plan has another latency model. */
  retimed?(session: Session): void;
  failed?(session: Session, target: number, durationSeconds: number): void;
  waited?(session: Session, durationSeconds: number): void;
  spent?(session: Session, hole: number): void;
  withdrawn?(session: Session, hole: number): void;
  ended?(session: Session): void;
}
