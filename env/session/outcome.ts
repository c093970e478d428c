/**
 * What the facility's pipeline finds out about one exposure. NaN is "not measured". Who hears of one in a listener and
 * keeps it copies it: the simulator uses one object over and over.
 */
export interface Outcome {
  /** Resolution to which the CTF fit is good, ångström; NaN if the fit failed. */
  readonly ctfResolutionAngstrom: number;
  /** The exposure or its processing failed: counts as bad. */
  readonly failed: boolean;
  /** NaN or absent where the pipeline does not measure it, as are the following. */
  readonly iceThicknessNanometers?: number;
  /** Particles that were picked and kept. */
  readonly particleCount?: number;
  /** Tilts of a tilt series that were completed. */
  readonly completedTilts?: number;
}

/** A copy that stays as it is, without what was not measured. */
export function keptOutcome({ ctfResolutionAngstrom, failed, ...measured }: Outcome): Outcome {
  const kept = Object.entries(measured).filter(([, value]) => value !== undefined && !Number.isNaN(value));
  return { ctfResolutionAngstrom, failed, ...Object.fromEntries(kept) };
}
