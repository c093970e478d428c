import assert from "node:assert/strict";
import fc from "fast-check";
import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { fits } from "../../../env/world/fits.js";
import { actionOf, begin, choices, sessionGames, worldOf } from "../../support/session-games.js";

const numRuns = 400;
const TOLERANCE_SECONDS = 1e-6;

describe("any sequence of any integers", () => {
  it("never throws, never takes negative time, never exposes a target twice, never exceeds the budget", () => {
    fc.assert(
      fc.property(sessionGames, fc.array(choices, { maxLength: 150 }), (game, sequence) => {
        const { env, events } = begin(game);
        let clockSeconds = 0;
        for (const choice of sequence) {
          const action = actionOf(choice, env.actionMask);
          const legal = env.actionMask[action] === 1;
          const { info, reward, terminated, truncated } = env.step(action);
          assert.equal(info.illegal, !legal);
          assert.ok(info.durationSeconds >= 0 && Number.isFinite(reward));
          if (!legal && !terminated) assert.deepEqual([info.durationSeconds, reward + 0], [0, 0]);
          clockSeconds += info.durationSeconds;
          assert.ok(Math.abs(info.clockSeconds - clockSeconds) < TOLERANCE_SECONDS);
          assert.ok(info.clockSeconds <= game.minutes * 60 + TOLERANCE_SECONDS);
          if (terminated || truncated) break;
        }
        const exposed = events
          .filter(({ kind }) => kind === "exposed")
          .map((event) => ("target" in event ? event.target : ""));
        assert.equal(new Set(exposed).size, exposed.length);
        const { tree, spent } = worldOf(game);
        for (const id of exposed) assert.ok(!spent.includes(tree.row(id)!));
      }),
      { numRuns },
    );
  });
});

describe("an episode that is over before its time", () => {
  it("holds nothing that could still be reached and exposed", () => {
    fc.assert(
      fc.property(sessionGames, fc.array(choices, { maxLength: 150 }), (game, sequence) => {
        const { env } = begin(game);
        for (const choice of sequence) {
          const action = actionOf(choice, env.actionMask);
          const { terminated } = env.step(action);
          if (!terminated) continue;
          const session = env.session!;
          const { tree, plan, remainingSeconds } = session;
          if (action === 0 || remainingSeconds <= TOLERANCE_SECONDS) return;
          for (let row = 1; row < tree.size; row++) {
            const isEnd = tree.isLeaf(row) || session.explored[row] === 0;
            if (!isEnd || !isFound(session, row)) continue;
            const below = tree.isLeaf(row) ? 0 : plan.latency.leastSecondsBelow(tree, tree.level[row]!);
            assert.ok(
              !fits(session.expectedSeconds(row) + below, remainingSeconds),
              `${tree.ids[row]} could be reached`,
            );
          }
          return;
        }
      }),
      { numRuns },
    );
  });
});

/** Whether a target is there to be entered or exposed, and everything above it. */
function isFound({ tree, status, explored }: Session, row: number): boolean {
  if (status[row] !== TargetStatus.Available) return false;
  for (let above = tree.parent[row]!; above > 0; above = tree.parent[above]!) {
    if (status[above] !== TargetStatus.Available || explored[above] === 0) return false;
  }
  return true;
}

describe("legal actions that take no time", () => {
  it("never lead back to where a session was", () => {
    fc.assert(
      fc.property(sessionGames, fc.array(choices, { maxLength: 150 }), (game, sequence) => {
        const { env } = begin(game);
        const state = () => {
          const { cursor, place, status, tree } = env.session!;
          return `${cursor}/${place}/${status.subarray(0, tree.size).join()}`;
        };
        let seen = new Set([state()]);
        for (const choice of sequence) {
          const action = actionOf(choice, env.actionMask);
          const { info, terminated, truncated } = env.step(action);
          if (terminated || truncated) break;
          if (info.illegal) continue;
          const now = state();
          if (info.durationSeconds > 0) seen = new Set();
          else assert.ok(!seen.has(now), "a legal action came back to a state without time passing");
          seen.add(now);
        }
      }),
      { numRuns },
    );
  });
});
