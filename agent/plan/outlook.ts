/** How good squares may turn out to be, for a plan that counts on finding out. */
export interface Outlook {
  /** In standard deviations of what a square and all above it add, with the share of each case. */
  readonly cases: readonly { readonly z: number; readonly share: number }[];
  /** So many results in a square are taken to tell which case it is; infinite if all is known by then. */
  readonly results: number;
  /** Whether the square that the stage stands in is looked at in the same way, instead of by what is expected of it. */
  readonly here: boolean;
}

/**
 * Counts on learning: three cases (Gauss–Hermite quadrature, exact for polynomials up to the fifth degree), of which a few
 * results in a square tell a part. In the square that the stage stands in, what has been learnt so far is all that counts:
 * with an option to learn more it stays too long.
 *
 * @param results 0 counts on nothing
 */
export function learningOutlook(results: number): Outlook {
  const z = Math.sqrt(3);
  return {
    cases: [
      { z: -z, share: 1 / 6 },
      { z: 0, share: 2 / 3 },
      { z, share: 1 / 6 },
    ],
    results,
    here: false,
  };
}

/** Everything is somewhat better than expected: what is uncertain is tried until it is known to be worse. */
export function hopefulOutlook(z: number): Outlook {
  return { cases: [{ z, share: 1 }], results: Number.POSITIVE_INFINITY, here: true };
}
