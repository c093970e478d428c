/**
 * Action indices of `CryoEM/Collection-v0`. From {@link FIRST_CANDIDATE} on they are the children of the cursor, in
 * the order of the tree.
 */
export const STOP = 0;
/** The cursor goes to its parent; the stage stays, no time passes. */
export const UP = 1;
/** Until the next result; results come at the exposure's end so far, so it is never legal. */
export const WAIT = 2;
export const FIRST_CANDIDATE = 3;
