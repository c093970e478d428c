/** How good squares may turn out to be, for a plan that counts on finding out. */
export interface Outlook {
  /** In standard deviations of what a square and all above it add, with the share of each case. */
  readonly cases: readonly { readonly z: number; readonly share: number }[];
  /** So many results in a square are taken to tell which case it is; infinite if all is known by then. */
  readonly results: number;
  /** Whether the square that the stage stands in is looked at in the same way, instead of by what is expected of it. */
  readonly here: boolean;
}

const Z = Math.sqrt(3);

/** Three-point Gauss–Hermite quadrature: exact for polynomials up to the fifth degree. */
export const LEARNING_CASES = [
  { z: -Z, share: 1 / 6 },
  { z: 0, share: 2 / 3 },
  { z: Z, share: 1 / 6 },
] as const;

/**
 * Counts on learning which of three cases it is, as far as a few results in a square tell. In the square that the stage
 * stands in, what has been learnt so far is all that counts: with an option to learn more it stays too long.
 *
 * @param results 0 counts on nothing
 */
export function learningOutlook(results: number): Outlook {
  return { cases: LEARNING_CASES, results, here: false };
}

/** Everything is somewhat better than expected: what is uncertain is tried until it is known to be worse. */
export function hopefulOutlook(z: number): Outlook {
  return { cases: [{ z, share: 1 }], results: Number.POSITIVE_INFINITY, here: true };
}
