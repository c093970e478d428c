import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_CANDIDATE, UP } from "../../../env/collection/actions.js";
import { HolesEnv } from "../../../env/holes/holes-env.js";
import type { SessionEvent } from "../../../env/session/session-recorder.js";
import { type AnyEpisodeEnv, begin, type Game, sessionGames } from "../../support/session-games.js";

/** What became of each of these targets: its result and what its exposure took. */
function fates(game: Game, ids: readonly string[]): Record<string, readonly SessionEvent[]> {
  const { env, events } = begin(game);
  for (const id of ids) expose(env, id);
  while (env.session!.pendingCount > 0) env.step(0);
  return Object.fromEntries(
    ids.map((id) => {
      const own = events.filter((event) => "target" in event && event.target === id);
      return [id, own.map((event) => ({ ...event, atSeconds: 0 }))];
    }),
  );
}

/** Steps until a target is exposed, or can't be any more. */
function expose(env: AnyEpisodeEnv, id: string): void {
  for (;;) {
    const { tree, cursor, ended } = env.session!;
    const target = tree.row(id)!;
    if (ended) return;
    let action = UP;
    if (env instanceof HolesEnv) action = env.actionFor(target);
    else if (tree.contains(cursor, target)) {
      const child = tree.ancestor(target, tree.level[cursor]! + 1);
      action = FIRST_CANDIDATE + child - tree.firstChild[cursor]!;
    }
    if (env.actionMask[action] !== 1) return;
    env.step(action);
  }
}

describe("two orders of the same exposures", () => {
  it("give each target the same result, after as many tries of the same length", () => {
    let exposed = 0;
    const sequences = fc.tuple(fc.array(fc.nat(), { maxLength: 12 }), fc.infiniteStream(fc.nat()));
    fc.assert(
      fc.property(sessionGames, sequences, (drawn, [picks, shuffle]) => {
        const game = { ...drawn, minutes: 10_000 };
        const { tree } = begin(game).env.session!;
        const leaves = tree.size - tree.firstLeaf;
        if (leaves === 0) return;
        const ids = [...new Set(picks.map((pick) => tree.ids[tree.firstLeaf + (pick % leaves)]!))];
        const keyed = ids.map((id) => [shuffle.next().value!, id] as const);
        const other = keyed.sort(([a], [b]) => a - b).map(([, id]) => id);
        const first = fates(game, ids);
        const second = fates(game, other);
        for (const id of ids) {
          // What lies above may have been given up in one of the orders, after other entries.
          if (first[id]!.length === 0 || second[id]!.length === 0) continue;
          assert.deepEqual(second[id], first[id]);
          exposed++;
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(exposed > 300, `only ${exposed} exposures were compared`);
  });
});
