import { CollectionObservationLayout } from "../collection/collection-observation.js";
import type { Session } from "../session/session.js";
import { TargetStatus } from "../session/target-status.js";
import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { MultiBinary } from "../spaces/multi-binary.js";
import type { TreeShape } from "../tree/tree-shape.js";

/** What an agent sees of all holes at one decision. The arrays are views: they hold until the next step. */
export interface HolesObservation {
  /** [n, F] by row: hole i of the table, in the columns of {@link HolesObservationLayout.holeColumns}. */
  readonly holes: Float32Array;
  /** [n + 1] 1 for each action that is legal. */
  readonly mask: Uint8Array;
  /** [C] in the columns of {@link HolesObservationLayout.contextColumns}. */
  readonly context: Float32Array;
}

const SECONDS_PER_HOUR = 3600;

/**
 * Which number of an observation stands where. Rows beyond the world's holes are 0.
 *
 * @example observation.holes[row * env.layout.holeColumns.length + env.layout.holeColumns.indexOf("reach_hours")];
 */
export class HolesObservationLayout {
  /**
   * For each feature of a hole its value and `_missing` (1 and the value 0 where it is not known); the expected time of
   * the whole way, the exposure included; its status, one of four words 1 or, if it is lost, none; then of each node
   * above it, from the grid to the group, how many holes have a good result, any result, and are available.
   */
  readonly holeColumns: readonly string[];
  /** The clock and what is known around the stage, as in `CryoEM/Collection-v0`. */
  readonly contextColumns: readonly string[];
  readonly space: Dict<HolesObservation>;
  readonly #contextLayout: CollectionObservationLayout;
  readonly #featureCount: number;

  /** @param mostHoles n, the greatest number of holes that a world may have */
  constructor(shape: TreeShape, mostHoles: number) {
    const features = shape.features.levels.at(-1)!.map((feature) => feature.name);
    this.#featureCount = features.length;
    this.#contextLayout = new CollectionObservationLayout(shape, 1);
    this.holeColumns = [
      ...features.flatMap((name) => [name, `${name}_missing`]),
      "reach_hours",
      ...["available", "pending", "good", "bad"],
      ...shape.levels
        .slice(1, -1)
        .flatMap((level) => [`${level}_good_count`, `${level}_result_count`, `${level}_available_count`]),
    ];
    this.contextColumns = this.#contextLayout.contextColumns;
    this.space = new Dict<HolesObservation>({
      holes: new Box(-Infinity, Infinity, [mostHoles, this.holeColumns.length]),
      mask: new MultiBinary(mostHoles + 1),
      context: new Box(0, Infinity, [this.contextColumns.length]),
    });
  }

  /**
   * Writes the rows of holes.
   *
   * @param order the holes' rows in the tree, in the order of the table
   */
  writeHoles(session: Session, order: Int32Array, holes: Float32Array): void {
    const { tree, status, good, goodCount, resultCount, availableCount } = session;
    holes.fill(0);
    let at = 0;
    for (const hole of order) {
      for (let feature = 0; feature < this.#featureCount; feature++) {
        const value = tree.feature(hole, feature);
        const missing = Number.isNaN(value);
        holes[at++] = missing ? 0 : value;
        holes[at++] = missing ? 1 : 0;
      }
      holes[at++] = session.expectedSeconds(hole) / SECONDS_PER_HOUR;
      holes[at++] = status[hole] === TargetStatus.Available ? 1 : 0;
      holes[at++] = status[hole] === TargetStatus.Pending ? 1 : 0;
      holes[at++] = good[hole] === 1 ? 1 : 0;
      holes[at++] = good[hole] === 0 ? 1 : 0;
      const levels = tree.leafLevel - 1;
      let node = tree.parent[hole]!;
      for (let level = levels - 1; level >= 0; level--) {
        holes[at + 3 * level] = goodCount[node]!;
        holes[at + 3 * level + 1] = resultCount[node]!;
        holes[at + 3 * level + 2] = availableCount[node]!;
        node = tree.parent[node]!;
      }
      at += 3 * levels;
    }
  }

  /** Writes what does not belong to one hole. */
  writeContext(session: Session, context: Float32Array): void {
    this.#contextLayout.writeContext(session, context);
  }
}
