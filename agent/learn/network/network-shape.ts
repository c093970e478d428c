/** Sizes of a network. */
export interface NetworkShape {
  readonly candidateFeatures: number;
  readonly contextFeatures: number;
  /** Of what only training may know, for the value alone. */
  readonly privilegedFeatures: number;
  /** Numbers of levels that have a value head of their own. */
  readonly levels: number;
  /** Units of each hidden layer. */
  readonly hidden: number;
}

/** Moves that are no candidate: STOP, UP, WAIT. */
export const SPECIAL_MOVES = 3;
