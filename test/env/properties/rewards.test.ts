import assert from "node:assert/strict";
import fc from "fast-check";
import type { SessionEvent } from "../../../env/session/session-recorder.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { objectivesOfEachKind } from "../../support/objectives.js";
import {
  actionOf,
  begin,
  choices,
  type Game,
  hiddenWorld,
  sessionGames,
  worldOf,
} from "../../support/session-games.js";

/** What a session was worth by its recorded events alone, with the truth that the objective looks at in the end. */
function returnOf(events: readonly SessionEvent[], game: Game, data: WorldData): number {
  const objective = objectivesOfEachKind[game.objective]!;
  let tally = 0;
  let seconds = 0;
  for (const event of events) {
    if (event.kind === "resulted") tally += objective.amount(event.outcome);
    if ("durationSeconds" in event) seconds += event.durationSeconds;
  }
  const end = game.objective === "screening" ? shareOfChosenGrid(events, data) : 0;
  return objective.worth(tally) + end - (objective.costPerHour * seconds) / 3600;
}

function shareOfChosenGrid(
  events: readonly SessionEvent[],
  { tree, spent, ctfResolutionAngstrom, completedTilts, plannedTilts = 0, unreachable }: WorldData,
): number {
  const results = events.flatMap((event) => (event.kind === "resulted" ? [event] : []));
  const withdrawn = new Set(events.flatMap((event) => (event.kind === "withdrawn" ? [event.target] : [])));
  const gridOf = (id: string) => id.split(".")[0];
  const grids = [...new Set(tree.ids.slice(1).map((id) => gridOf(id)!))].filter((grid) => !withdrawn.has(grid));
  const estimate = (grid: string) => {
    const own = results.filter(({ target }) => gridOf(target) === grid);
    return (own.filter(({ good }) => good).length + 1) / (own.length + 2);
  };
  const best = Math.max(...grids.map(estimate));
  const chosen = grids.find((grid) => estimate(grid) === best);
  if (chosen === undefined || unreachable?.[tree.row(chosen)!] === 1) return 0;
  const leaves = [...tree.ids.keys()].filter(
    (row) => tree.isLeaf(row) && gridOf(tree.ids[row]!) === chosen && !spent.includes(row),
  );
  const good = leaves.filter(
    (row) =>
      ctfResolutionAngstrom[row]! <= 6 && (completedTilts === undefined || completedTilts[row]! === plannedTilts),
  );
  return leaves.length === 0 ? 0 : good.length / leaves.length;
}

const near = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) <= 1e-9 * (1 + Math.abs(a) + Math.abs(b)), `${a} is not ${b}`);

describe("rewards", () => {
  it("add up, what was pending settled, to the objective recomputed from the recorded history", () => {
    fc.assert(
      fc.property(sessionGames, fc.array(choices, { maxLength: 150 }), (game, sequence) => {
        const { env, events } = begin(game);
        let sum = 0;
        for (const choice of sequence) {
          const { reward, terminated, truncated } = env.step(actionOf(choice, env.actionMask));
          assert.equal(truncated, false);
          sum += reward;
          if (terminated) break;
        }
        if (!env.session!.ended) sum += env.step(0).reward;
        near(sum, returnOf(events, game, worldOf(game)));
        near(sum, hiddenWorld(game).returnOf(env.session!));
      }),
      { numRuns: 400 },
    );
  });

  it("and what a truncated episode settles in its info, to what finishing it would have given", () => {
    fc.assert(
      fc.property(sessionGames, fc.array(choices, { maxLength: 80 }), (game, sequence) => {
        const cut = begin(game);
        const whole = begin(game);
        let sum = 0;
        let expected = 0;
        for (const choice of sequence) {
          const action = actionOf(choice, cut.env.actionMask);
          expected += whole.env.step(action).reward;
          const { reward, terminated } = cut.env.step(action);
          sum += reward;
          if (terminated) return;
        }
        expected += whole.env.step(0).reward;
        const illegal = cut.env.actionMask.length;
        for (let last = cut.env.step(illegal); ; last = cut.env.step(illegal)) {
          sum += last.reward;
          if (!last.truncated && !last.terminated) continue;
          near(last.truncated ? sum + last.info.settledReward : sum, expected);
          return;
        }
      }),
      { numRuns: 150 },
    );
  });
});
