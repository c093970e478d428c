import type { KeyedRandom } from "../random/keyed-random.js";
import type { TreeShape } from "../tree/tree-shape.js";
import type { WorldData } from "./world-data.js";

/**
 * What is known when an episode begins: everything; or nothing but the cassette's grids, squares being found when their
 * grid is entered, groups and holes when their square is; or what a recorded session had surveyed before it began.
 */
export const surveyModes = ["complete", "on-entry", "recorded"] as const;
export type SurveyMode = (typeof surveyModes)[number];

/** Where worlds come from: a replayed table gives the same one for every seed, a generator another one each. */
export interface WorldSource {
  /** Whether `create` depends on the seed. */
  readonly varies: boolean;
  /** Levels and features of all its worlds. */
  readonly shape: TreeShape;
  readonly survey: SurveyMode;
  /** No node of any of its worlds has more children. */
  readonly mostChildren: number;
  /** None of its worlds has more of what is exposed: holes, or positions where holes have several. */
  readonly mostHoles: number;
  /** None of its worlds has more nodes that are no leaves, the root included. */
  readonly mostNodes: number;
  /** None of its worlds has more rows in its tree, the root included. */
  readonly mostTargets: number;
  /** Sentences that every report on this world must carry. */
  readonly notes: readonly string[];
  /** A world; what is withheld of its features is missing. */
  create(random: KeyedRandom): WorldData;
}
