import assert from "node:assert/strict";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { permuteTruth } from "../../../env/world/permute-truth.js";
import { startHole } from "../../../env/world/start.js";
import { World } from "../../../env/world/world.js";
import type { WorldData } from "../../../env/world/world-data.js";

const scenario = loadScenario("y1-like");
const budgetSeconds = 90 * 60;

interface Decided {
  readonly text: string;
  /** Holes exposed before this decision. */
  readonly exposed: ReadonlySet<number>;
}

/** Every decision of an episode with its reason, as text. */
function decisions(data: WorldData, policy: string, seed: number): Decided[] {
  const random = new KeyedRandom(seed);
  const world = new World(data, { ...scenario.plan, budgetSeconds }, random);
  const decided: Decided[] = [];
  runEpisode(world, policies.get(policy).create(), {
    start: { hole: startHole(data.tree, "random-hole", random) },
    random: random.stream(0, RandomKind.Policy),
    decided: ({ goal, reason }, session) => {
      const exposed = new Set([...session.good.keys()].filter((row) => session.good[row] !== -1));
      decided.push({ text: JSON.stringify({ goal, reason: reason() }), exposed });
    },
  });
  return decided;
}

describe("decisions", () => {
  for (const policy of policies.names()) {
    it(`of ${policy} do not depend on what unexposed holes hide`, () => {
      for (let seed = 0; seed < 3; seed++) {
        const data = openWorld(scenario).create(new KeyedRandom(seed));
        const original = decisions(data, policy, seed);
        const shuffle = new KeyedRandom(seed).stream(1, RandomKind.World);
        for (const moment of [0, 1, Math.floor(original.length / 2), original.length - 1]) {
          const { exposed } = original[moment]!;
          const other = decisions(
            permuteTruth(data, (hole) => exposed.has(hole), shuffle),
            policy,
            seed,
          );
          for (let i = 0; i <= moment; i++)
            assert.equal(other[i]?.text, original[i]!.text, `seed ${seed}, decision ${i}`);
        }
      }
    });
  }
});
