/** Correlations are measured at 1, 2, … up to this many hole pitches. */
export const CORRELATED_PITCHES = 4;

export interface Moments {
  readonly mean: number;
  /** Of the population: divided by n. */
  readonly sd: number;
}

/** Values below which 5, 25, 50, 75 and 95 % lie. */
export interface Quantiles {
  readonly q05: number;
  readonly q25: number;
  readonly q50: number;
  readonly q75: number;
  readonly q95: number;
}

/** Shares in the variance, together 1; a grid's counts with its squares'. */
export interface VarianceShares {
  readonly square: number;
  readonly group: number;
  readonly hole: number;
}

/** Of log CTF, failed fits left out, and of the good label. */
export interface LabelVarianceShares {
  readonly logCtf: VarianceShares;
  readonly good: VarianceShares;
}

/** What holes of one group say about each other. */
export interface PairMeasures {
  /** Correlation of log CTF at 1, 2, 3 and 4 hole pitches, distances rounded, around the world's mean. */
  readonly correlationByPitch: readonly number[];
  /** Share of good holes among those that have a good neighbour at 0.75 to 1.25 pitches, once for each such one. */
  readonly goodGivenNeighbourGood: number;
  readonly goodGivenNeighbourBad: number;
}

/**
 * What is measured of a world. `bySquare` weighs squares alike, whatever their number of holes; `byHole` weighs holes
 * (or pairs of holes) alike. NaN: not to be had from this world.
 */
export interface WorldMeasures {
  /** Number of targets by level name. */
  readonly counts: Readonly<Record<string, number>>;
  /** CTF resolution, Å; failed fits left out. */
  readonly ctfQuantilesAngstrom: { readonly bySquare: Quantiles; readonly byHole: Quantiles };
  /** Natural logarithm of the CTF resolution in Å; failed fits left out. */
  readonly logCtf: { readonly bySquare: Moments; readonly byHole: Moments };
  /** Share of good holes, failed fits being bad: mean and standard deviation over squares, and of all holes. */
  readonly goodShare: { readonly bySquare: Moments; readonly byHole: number };
  readonly failedShare: { readonly bySquare: number; readonly byHole: number };
  /** `bySquare` splits the variance plainly, `byHole` by the method of moments (`variance-shares.ts`). */
  readonly varianceShares: { readonly bySquare: LabelVarianceShares; readonly byHole: LabelVarianceShares };
  readonly pairs: { readonly bySquare: PairMeasures; readonly byHole: PairMeasures };
  /** Area under the ROC curve of the predicted CTF resolution for good holes. */
  readonly predictorAuc: number;
  /** Correlation over squares of a square's number of holes with its good share. */
  readonly holesWithGoodShare: number;
}
