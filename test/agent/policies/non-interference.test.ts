import assert from "node:assert/strict";
import { buildPolicy, prepareEvaluationPolicies } from "../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import { levelFaults } from "../../../env/world/faults.js";
import { permuteTruth } from "../../../env/world/permute-truth.js";
import { startHole } from "../../../env/world/start.js";
import { World, type WorldRules } from "../../../env/world/world.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { hiddenOtherwise, type Known, knownTo } from "../../support/hidden-otherwise.js";
import { quickPolicy } from "../../support/quick-policy.js";
import { type EpisodeVariety, randomEpisode } from "../../support/random-episodes.js";

const scenario = loadScenario("y1-like");
const budgetSeconds = 90 * 60;

interface Decided {
  readonly text: string;
  /** Holes exposed before this decision. */
  readonly exposed: ReadonlySet<number>;
}

/** Ends an episode of which enough is known. */
class Enough extends Error {}

/** @param play is ended by {@link Enough}, or by itself */
function untilEnough(play: () => void): void {
  try {
    play();
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
}

/** The decisions of an episode with their reasons, as text. @param most decisions */
function decisions(data: WorldData, policy: string, seed: number, most = Number.POSITIVE_INFINITY): Decided[] {
  const random = new KeyedRandom(seed);
  const world = new World(data, { ...scenario.plan, budgetSeconds }, random);
  const decided: Decided[] = [];
  untilEnough(() =>
    runEpisode(world, buildPolicy(quickPolicy(policy), world), {
      start: { hole: startHole(data.tree, "random-hole", random) },
      random: random.stream(0, RandomKind.Policy),
      decided: ({ goal, reason }, session) => {
        const exposed = new Set([...session.good.keys()].filter((row) => session.good[row] !== -1));
        decided.push({ text: JSON.stringify({ goal, reason: reason() }), exposed });
        if (decided.length === most) throw new Enough();
      },
    }),
  );
  return decided;
}

before(() => prepareEvaluationPolicies(policies.names()));

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
            moment + 1,
          );
          for (let i = 0; i <= moment; i++)
            assert.equal(other[i]?.text, original[i]!.text, `seed ${seed}, decision ${i}`);
        }
      }
    });
  }
});

/** A world, what is done in it, and how it begins. */
interface Setting {
  readonly data: WorldData;
  readonly plan: SessionPlan;
  readonly rules: WorldRules;
  readonly seed: number;
  readonly startId: string | undefined;
}

interface Told {
  /** The decision and its reason, targets by id. */
  readonly text: string;
  readonly known: Known;
}

/** The decisions of a concealed episode. @param most of them */
function tellDecisions(
  { data, plan, rules, seed, startId }: Setting,
  policy: string,
  most = Number.POSITIVE_INFINITY,
): Told[] {
  const random = new KeyedRandom(seed);
  const world = new World(data, plan, random, rules);
  const told: Told[] = [];
  untilEnough(() =>
    runEpisode(world, buildPolicy(quickPolicy(policy), world), {
      start: { hole: startId === undefined ? undefined : data.tree.row(startId)!, concealed: true },
      random: random.stream(0, RandomKind.Policy),
      decided: ({ goal, reason }, session) => {
        const { ids } = session.tree;
        const { candidates, ...rest } = reason();
        const text = JSON.stringify({
          kind: goal.kind,
          targets:
            goal.kind === "acquire"
              ? goal.holes.map((hole) => ids[hole])
              : goal.kind === "survey"
                ? ids[goal.target]
                : "",
          ...rest,
          candidates: candidates?.scored.map(({ target, score }) => [ids[target], score]),
        });
        told.push({ text, known: knownTo(session) });
        if (told.length === most) throw new Enough();
      },
    }),
  );
  return told;
}

/** Compares the decisions up to some moments with those in worlds that differ only in what is not known then. */
function requireSameDecisions(setting: Setting, policy: string, keepStructure: boolean): number {
  const original = tellDecisions(setting, policy);
  const stream = new KeyedRandom(setting.seed).stream(7, RandomKind.World);
  const moments = new Set([0, 1, 2, 3, 5, 9, Math.floor(original.length / 2), original.length - 1]);
  for (const moment of moments) {
    if (moment >= original.length) continue;
    const data = hiddenOtherwise(setting.data, original[moment]!.known, stream, keepStructure);
    const other = tellDecisions({ ...setting, data }, policy, moment + 1);
    for (let i = 0; i <= moment; i++) {
      assert.equal(other[i]?.text, original[i]!.text, `seed ${setting.seed}, moment ${moment}, decision ${i}`);
    }
  }
  return original.filter(({ text }) => text.includes('"survey"')).length;
}

function settingOf(k: number, variety: EpisodeVariety): Setting {
  const { world, start } = randomEpisode(k, variety);
  const share = k % 2 === 0 ? 0.3 : 0;
  const { hole } = start;
  return {
    data: world.data,
    plan: world.plan,
    rules: {
      faults: variety.faults === false ? undefined : levelFaults({ grid: share, square: share, hole: share }, 2),
    },
    seed: k,
    startId: hole === undefined ? undefined : world.data.tree.ids[hole]!,
  };
}

describe("decisions before everything is surveyed", () => {
  for (const policy of policies.names()) {
    it(`of ${policy} do not depend on what unexposed holes and unsurveyed nodes hide`, () => {
      let surveys = 0;
      for (let k = 0; k < 60; k++) surveys += requireSameDecisions(settingOf(k, {}), policy, true);
      assert.ok(surveys > 60, `only ${surveys} surveys`);
    });

    it(`of ${policy} do not depend on how much there is in unsurveyed nodes`, () => {
      let surveys = 0;
      for (let k = 0; k < 60; k++) {
        // Drawn durations, delays and faults go by row, so that they would differ: everything takes what is expected.
        const setting = settingOf(3 * k, { faults: false, delays: false });
        const results =
          k % 2 === 0 ? { medianSeconds: 200, logSpread: 0, timeOutSeconds: 600, lostShare: 0 } : undefined;
        surveys += requireSameDecisions({ ...setting, plan: { ...setting.plan, results } }, policy, false);
      }
      assert.ok(surveys > 60, `only ${surveys} surveys`);
    });
  }
});
