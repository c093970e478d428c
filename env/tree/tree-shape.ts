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

/** Levels whose nodes are surveyed when they are entered: an atlas shows a grid's squares, an image a square's holes. */
const surveyedOnEntry: readonly string[] = ["grid", "square"];

/** Whether the children of a level's nodes are found when a node is entered; those of others come with their parent. */
export function isSurveyedOnEntry(shape: TreeShape, level: number): boolean {
  return surveyedOnEntry.includes(shape.levels[level]!);
}

/** The level of what one stage position reaches by image shift: the groups, or the leaves' parents where none is so called. */
export function groupLevelOf({ levels }: TreeShape): number {
  const level = levels.indexOf("group");
  return level === -1 ? levels.length - 2 : level;
}
