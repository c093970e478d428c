import type { Session } from "../session/session.js";
import type { TreeShape } from "../tree/tree-shape.js";

const SECONDS_PER_HOUR = 3600;
const RATES_START = 4;

/**
 * The numbers that an observation has of the session as a whole: the clock; results awaited; what the results so far are
 * worth, as the scenario's objective has it; for the ancestors of where the stage stands, from the whole cassette to the
 * group, what is known of their holes (all 0 for those that it has not entered); and a 1 at the level on which it stands. An environment may have more of its own after these.
 */
export class ContextColumns {
  readonly names: readonly string[];
  readonly #leafLevel: number;

  /** @param more names of what an environment writes itself, last */
  constructor(shape: TreeShape, more: readonly string[] = []) {
    this.#leafLevel = shape.levels.length - 1;
    this.names = [
      "clock_hours",
      "remaining_hours",
      "pending_count",
      "worth",
      ...shape.levels
        .slice(0, -1)
        .flatMap((level) => [`${level}_good_rate`, `${level}_result_count`, `${level}_available_count`]),
      ...shape.levels.map((level) => `stage_on_${level}`),
      ...more,
    ];
  }

  /** Writes all of them but an environment's own, [C]. */
  write(session: Session, context: Float32Array): void {
    const { tree, place, resultCount, goodCount, availableCount } = session;
    const leafLevel = this.#leafLevel;
    const placeLevel = tree.level[place]!;
    context[0] = session.clockSeconds / SECONDS_PER_HOUR;
    context[1] = Math.max(0, session.remainingSeconds) / SECONDS_PER_HOUR;
    context[2] = session.pendingCount;
    context[3] = session.worth;
    const stageStart = RATES_START + 3 * leafLevel;
    for (let i = RATES_START + 3 * (placeLevel + 1); i < stageStart; i++) context[i] = 0;
    let node = placeLevel === leafLevel ? tree.parent[place]! : place;
    for (let level = placeLevel === leafLevel ? leafLevel - 1 : placeLevel; level >= 0; level--) {
      const at = RATES_START + 3 * level;
      const results = resultCount[node]!;
      context[at] = results === 0 ? 0 : goodCount[node]! / results;
      context[at + 1] = results;
      context[at + 2] = availableCount[node]!;
      node = tree.parent[node]!;
    }
    for (let level = 0; level <= leafLevel; level++) context[stageStart + level] = level === placeLevel ? 1 : 0;
  }
}
