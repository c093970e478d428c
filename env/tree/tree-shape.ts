import {
  defaultFeatureSchema,
  defaultLevels,
  type FeatureSchema,
  positionFeatureSchema,
  positionLevels,
} from "./feature-schema.js";

/** Which levels there are and what is known of each: the same for all trees of a session. */
export interface TreeShape {
  readonly levels: readonly string[];
  readonly features: FeatureSchema;
}

/** Cassette, grid, square, group, hole: what is exposed is a hole. */
export const defaultTreeShape: TreeShape = { levels: defaultLevels, features: defaultFeatureSchema };

/** The same with several positions in each hole: what is exposed is a position. */
export const positionTreeShape: TreeShape = { levels: positionLevels, features: positionFeatureSchema };
