import { SPECIAL_MOVES } from "./network-shape.js";

/**
 * Steps of decisions, their candidates in one matrix, without padding: those of sample b are rows `starts[b]` to
 * `starts[b + 1] - 1`. Moves of sample b begin at `starts[b] + 3 b`: STOP, UP, WAIT, then its candidates.
 */
export interface Batch {
  /** B samples. */
  readonly size: number;
  /** [B + 1] */
  readonly starts: Int32Array;
  /** [N × candidate features], normalised. */
  readonly candidates: Float32Array;
  /** [B × context features], normalised. */
  readonly context: Float32Array;
  /** What only training may know, for the value alone; 0 elsewhere. [B × privileged features] */
  readonly privileged: Float32Array;
  /** Number of the level of each sample. [B] */
  readonly levels: Uint8Array;
  /** What each sample's value is taken for before anything was learned. [B] */
  readonly baseline: Float32Array;
  /** 1 for moves that may be chosen. [N + 3 B] */
  readonly legal: Uint8Array;
  /** What the rule makes of each move, in units of the level. [N + 3 B] */
  readonly scores: Float32Array;
  /** What logits are multiplied by; the order of moves stays what it is. Default: 1. */
  readonly sharpness?: number;
}

/** Where the moves of each sample begin. [B + 1] */
export function moveStarts(starts: Int32Array): Int32Array {
  return starts.map((start, sample) => start + SPECIAL_MOVES * sample);
}
