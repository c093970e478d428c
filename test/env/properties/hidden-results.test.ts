import assert from "node:assert/strict";
import fc from "fast-check";
import { copyObservation } from "../../../env/core/env.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { permuteTruth } from "../../../env/world/permute-truth.js";
import type { WorldData } from "../../../env/world/world-data.js";
import {
  actionOf,
  begin,
  type Choice,
  choices,
  environmentOf,
  type Game,
  sessionGames,
  worldOf,
} from "../../support/session-games.js";

interface Played {
  /** All that an agent was told, step by step. */
  readonly told: readonly unknown[];
  readonly actions: readonly number[];
  /** Ids whose result had arrived, step by step. */
  readonly arrived: readonly (readonly string[])[];
}

function play(game: Game, data: WorldData, next: (step: number, mask: Uint8Array) => number | undefined): Played {
  const { env, events } = begin(game, environmentOf(game, data));
  const told: unknown[] = [];
  const actions: number[] = [];
  const arrived: string[][] = [];
  for (;;) {
    const action = next(actions.length, env.actionMask);
    if (action === undefined) return { told, actions, arrived };
    const result = env.step(action);
    actions.push(action);
    told.push({ ...result, info: { ...result.info }, observation: copyObservation<object>(result.observation) });
    arrived.push(events.flatMap((event) => (event.kind === "resulted" ? [event.target] : [])));
    if (result.terminated || result.truncated) return { told, actions, arrived };
  }
}

const timings = fc.record({
  medianSeconds: fc.constantFrom(40, 200, 600),
  logSpread: fc.constantFrom(0, 0.7),
  timeOutSeconds: fc.constant(900),
  lostShare: fc.constantFrom(0, 0.3),
});

describe("a result that has not arrived", () => {
  it("shows nowhere: with the truth of all pending and unexposed targets permuted, the same is told", () => {
    let pending = 0;
    const games = sessionGames.filter(({ environment }) => environment !== "tomography");
    fc.assert(
      fc.property(
        games,
        timings,
        fc.array(choices, { maxLength: 60 }),
        fc.integer(),
        (drawn, results, sequence, seed) => {
          const game = { ...drawn, results, minutes: drawn.minutes + 30 };
          const data = worldOf(game);
          const first = play(game, data, (step, mask) => {
            const choice: Choice | undefined = sequence[step];
            return choice === undefined ? undefined : actionOf(choice, mask);
          });
          const ended = (first.told.at(-1) as { terminated: boolean } | undefined)?.terminated === true;
          for (const last of new Set([first.told.length - 2, first.told.length >> 1])) {
            if (last < 0 || last >= first.told.length || (ended && last >= first.told.length - 1)) continue;
            const known = new Set(first.arrived[last]);
            const hidden = permuteTruth(data, (row) => known.has(data.tree.ids[row]!), new RandomStream(seed));
            const other = play(game, hidden, (step) => (step > last ? undefined : first.actions[step]));
            assert.deepEqual(other.told, first.told.slice(0, last + 1));
            const { observation } = first.told[last] as { observation: { context: Float32Array } };
            if (observation.context[2]! > 0) pending++;
          }
        },
      ),
      { numRuns: 250 },
    );
    assert.ok(pending > 30, `only ${pending} times was a result pending`);
  });
});
