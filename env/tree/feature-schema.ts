/** One number that is known of a target before it is exposed. */
export interface Feature {
  /** The column's name in tables and scenarios, unit included: `predicted_ctf_resolution_angstrom`. */
  readonly name: string;
  readonly unit: string;
}

/**
 * Which features the targets of each level have. The version changes whenever a name, a unit or the order
 * changes, so that a trained policy can refuse inputs it was not made for.
 */
export interface FeatureSchema {
  readonly version: number;
  /** Indexed by level; level 0 is the cassette. */
  readonly levels: readonly (readonly Feature[])[];
}

/** The regressor's guess at a hole's CTF resolution, ångström; smaller is better. */
export const PREDICTED_CTF_RESOLUTION: Feature = { name: "predicted_ctf_resolution_angstrom", unit: "angstrom" };

/** Features of the usual cassette → grid → square → group → hole tree. */
export const defaultFeatureSchema: FeatureSchema = {
  version: 1,
  levels: [[], [], [], [], [PREDICTED_CTF_RESOLUTION]],
};

/** The levels of the usual tree, outermost first. */
export const defaultLevels = ["cassette", "grid", "square", "group", "hole"] as const;
