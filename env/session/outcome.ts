/** What the facility's pipeline finds out about one exposure. NaN is "not measured". */
export interface Outcome {
  /** Resolution to which the CTF fit is good, ångström; NaN if the fit failed. */
  readonly ctfResolutionAngstrom: number;
  /** The exposure or its processing failed: counts as bad. */
  readonly failed: boolean;
}
