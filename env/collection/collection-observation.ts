import type { Session } from "../session/session.js";
import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { Discrete } from "../spaces/discrete.js";
import { MultiBinary } from "../spaces/multi-binary.js";
import type { TreeShape } from "../tree/tree-shape.js";
import { FIRST_CANDIDATE } from "./actions.js";

/** What an agent sees of a session at one decision. The arrays are views: they hold until the next step. */
export interface CollectionObservation {
  /** [K, F] by row: child i of the cursor, in the columns of {@link CollectionObservationLayout.candidateColumns}. */
  readonly candidates: Float32Array;
  /** [K + 3] 1 for each action that is legal. */
  readonly mask: Uint8Array;
  /** [C] in the columns of {@link CollectionObservationLayout.contextColumns}. */
  readonly context: Float32Array;
  /** Level of the cursor: 0 cassette, 1 grid, … */
  readonly level: number;
}

const SECONDS_PER_HOUR = 3600;

/**
 * Which number of an observation stands where. Rates are good results per result, 0 without any; counts are of holes.
 * Rows beyond the cursor's children are 0.
 *
 * @example
 * const { contextColumns } = env.layout;
 * observation.context[contextColumns.indexOf("remaining_hours")];
 */
export class CollectionObservationLayout {
  /**
   * For each feature of any level its value and `_missing` (1 and the value 0 where it is not known), then what is in
   * the candidate: its children, and holes of each kind.
   */
  readonly candidateColumns: readonly string[];
  /**
   * The clock; for the ancestors of where the stage stands, from the whole cassette to the group, what is known of
   * their holes (all 0 for those that it has not entered); and a 1 at the level on which it stands.
   */
  readonly contextColumns: readonly string[];
  readonly space: Dict<CollectionObservation>;
  readonly #features: readonly string[];
  /** Per level and feature, the feature's index on that level or −1. */
  readonly #indices: readonly (readonly number[])[];

  /** @param mostCandidates K, the greatest number of children that a node may have */
  constructor(shape: TreeShape, mostCandidates: number) {
    this.#features = [...new Set(shape.features.levels.flat().map((feature) => feature.name))];
    this.#indices = shape.features.levels.map((features) =>
      this.#features.map((name) => features.findIndex((feature) => feature.name === name)),
    );
    this.candidateColumns = [
      ...this.#features.flatMap((name) => [name, `${name}_missing`]),
      ...["children", "available", "exposed", "good", "pending"].map((what) => `${what}_count`),
    ];
    this.contextColumns = [
      "clock_hours",
      "remaining_hours",
      ...shape.levels
        .slice(0, -1)
        .flatMap((level) => [`${level}_good_rate`, `${level}_result_count`, `${level}_available_count`]),
      ...shape.levels.map((level) => `stage_on_${level}`),
    ];
    this.space = new Dict<CollectionObservation>({
      candidates: new Box(-Infinity, Infinity, [mostCandidates, this.candidateColumns.length]),
      mask: new MultiBinary(FIRST_CANDIDATE + mostCandidates),
      context: new Box(0, Infinity, [this.contextColumns.length]),
      level: new Discrete(shape.levels.length - 1),
    });
  }

  /** Writes the rows of the cursor's children. */
  writeCandidates(session: Session, candidates: Float32Array): void {
    const { tree, cursor } = session;
    candidates.fill(0);
    let at = 0;
    const first = tree.firstChild[cursor]!;
    for (let child = first; child < first + tree.childCount[cursor]!; child++) {
      for (const index of this.#indices[tree.level[child]!]!) {
        const value = index === -1 ? Number.NaN : tree.feature(child, index);
        const missing = Number.isNaN(value);
        candidates[at++] = missing ? 0 : value;
        candidates[at++] = missing ? 1 : 0;
      }
      candidates[at++] = tree.childCount[child]!;
      candidates[at++] = session.availableCount[child]!;
      candidates[at++] = session.exposedCount[child]!;
      candidates[at++] = session.goodCount[child]!;
      candidates[at++] = session.exposedCount[child]! - session.resultCount[child]!;
    }
  }

  /** Writes what does not belong to one candidate. */
  writeContext(session: Session, context: Float32Array): void {
    const { tree, place, resultCount } = session;
    const leafLevel = tree.leafLevel;
    const placeLevel = tree.level[place]!;
    context.fill(0);
    context[0] = session.clockSeconds / SECONDS_PER_HOUR;
    context[1] = Math.max(0, session.remainingSeconds) / SECONDS_PER_HOUR;
    for (let level = 0; level <= Math.min(placeLevel, leafLevel - 1); level++) {
      const node = tree.ancestor(place, level);
      const at = 2 + 3 * level;
      context[at] = resultCount[node] === 0 ? 0 : session.goodCount[node]! / resultCount[node]!;
      context[at + 1] = resultCount[node]!;
      context[at + 2] = session.availableCount[node]!;
    }
    context[2 + 3 * leafLevel + placeLevel] = 1;
  }
}
