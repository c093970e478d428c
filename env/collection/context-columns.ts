import type { Session } from "../session/session.js";
import type { TreeShape } from "../tree/tree-shape.js";

const SECONDS_PER_HOUR = 3600;
const RATES_START = 7;

/**
 * The numbers that an observation has of the session as a whole: the clock; results awaited; what the results so far are
 * worth, as the scenario's objective has it; which of the cursor's children the stage stands in, counted from 1 (0: none,
 * it stands at the cursor itself), and its position (0 where that is not known); for the ancestors of where it stands,
 * from the whole cassette to the group, what is known of their holes (all 0 for those that it has not entered); and a 1 at
 * the level on which it stands. An environment may have more of its own after these.
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
      "stage_candidate",
      "stage_x_micrometers",
      "stage_y_micrometers",
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
    context[4] = stageCandidate(session);
    const x = tree.stageXMicrometers[place]!;
    const y = tree.stageYMicrometers[place]!;
    context[5] = Number.isNaN(x) ? 0 : x;
    context[6] = Number.isNaN(y) ? 0 : y;
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

/** Which of the cursor's children the stage stands in, from 1; 0 for none. */
function stageCandidate({ tree, place, cursor }: Session): number {
  if (place === cursor) return 0;
  return 1 + tree.ancestor(place, tree.level[cursor]! + 1) - tree.firstChild[cursor]!;
}
