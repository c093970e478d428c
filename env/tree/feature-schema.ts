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

/** Open area of a square in the atlas. */
export const AREA: Feature = { name: "area_square_micrometers", unit: "um^2" };

/** Mean intensity in the image that shows a target, as a share of what passes through a hole without ice. */
export const MEAN_INTENSITY: Feature = { name: "mean_intensity", unit: "1" };

/** Standard deviation of the intensity within a target, in the unit of the mean. */
export const INTENSITY_SPREAD: Feature = { name: "intensity_spread", unit: "1" };

/** Distance of a hole from the nearest edge of its square. */
export const EDGE_DISTANCE: Feature = { name: "edge_distance_micrometers", unit: "um" };

/** Share of a hole's area that looks contaminated in the square's image. */
export const CONTAMINATION: Feature = { name: "contamination", unit: "1" };

/** The regressor's guess at a hole's CTF resolution, ångström; smaller is better. */
export const PREDICTED_CTF_RESOLUTION: Feature = { name: "predicted_ctf_resolution_angstrom", unit: "angstrom" };

/** Distance of a position from the middle of its hole. */
export const CENTER_OFFSET: Feature = { name: "center_offset_micrometers", unit: "um" };

const squareFeatures = [AREA, MEAN_INTENSITY, INTENSITY_SPREAD];
const holeFeatures = [MEAN_INTENSITY, INTENSITY_SPREAD, EDGE_DISTANCE, CONTAMINATION, PREDICTED_CTF_RESOLUTION];

/** Features of the usual cassette → grid → square → group → hole tree. */
export const defaultFeatureSchema: FeatureSchema = {
  version: 2,
  levels: [[], [], squareFeatures, [], holeFeatures],
};

/** The same with several positions in a hole, each of which is exposed. */
export const positionFeatureSchema: FeatureSchema = {
  version: 2,
  levels: [...defaultFeatureSchema.levels, [CENTER_OFFSET]],
};

/** The levels of the usual tree, outermost first. */
export const defaultLevels = ["cassette", "grid", "square", "group", "hole"] as const;

/** The levels of a tree in which a hole has several positions. */
export const positionLevels = [...defaultLevels, "position"] as const;
