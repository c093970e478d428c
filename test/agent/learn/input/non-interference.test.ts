import assert from "node:assert/strict";
import { DecisionAdapter } from "../../../../agent/learn/input/decision-adapter.js";
import { CANDIDATE_FEATURES } from "../../../../agent/learn/input/decision-input.js";
import { indexDefaults } from "../../../../agent/plan/index-options.js";
import type { Goal } from "../../../../env/goal/goal.js";
import { performGoal } from "../../../../env/goal/perform-goal.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import type { SessionPlan } from "../../../../env/session/session-plan.js";
import { levelFaults } from "../../../../env/world/faults.js";
import { permuteTruth } from "../../../../env/world/permute-truth.js";
import { World } from "../../../../env/world/world.js";
import type { WorldData } from "../../../../env/world/world-data.js";
import { hiddenOtherwise, type Known, knownTo } from "../../../support/hidden-otherwise.js";
import { randomEpisode } from "../../../support/random-episodes.js";

interface Setting {
  readonly k: number;
  readonly data: WorldData;
  readonly plan: SessionPlan;
  readonly startId: string | undefined;
  readonly concealed: boolean;
}

/** A decision's inputs on the way to it. */
interface Seen {
  readonly inputs: readonly string[];
  /** Before the decision. */
  readonly known: Known;
}

/** Every input of an episode in which legal moves are drawn, half of them the rule's. */
function inputsOf({ k, data, plan, startId, concealed }: Setting): Seen[] {
  const random = new KeyedRandom(k);
  const share = k % 2 === 0 ? 0.3 : 0;
  const world = new World(data, plan, random, { faults: levelFaults({ grid: share, square: share, hole: share }, 2) });
  const session = world.begin({ hole: startId === undefined ? undefined : data.tree.row(startId)!, concealed });
  const stream = random.stream(3, RandomKind.Policy);
  const adapter = new DecisionAdapter(session, indexDefaults);
  const seen: Seen[] = [];
  while (!session.ended) {
    const inputs: string[] = [];
    adapter.begin();
    let goal: Goal | undefined;
    while (goal === undefined) {
      const { level, count, candidates, context, legal, scores } = adapter.input;
      const used = candidates.subarray(0, count * CANDIDATE_FEATURES);
      assert.ok(used.every(Number.isFinite) && context.every(Number.isFinite), `episode ${k}`);
      const moves = count + 3;
      assert.ok(inputs.length < 100, `episode ${k}: a decision does not end`);
      for (let i = 0; i < moves; i++) assert.ok(scores[i]! <= 0 && scores[i]! >= -30, `episode ${k}: ${scores[i]}`);
      inputs.push(
        JSON.stringify([level, ...used, ...context, ...legal.subarray(0, moves), ...scores.subarray(0, moves)]),
      );
      const open = [...legal.subarray(0, moves)].flatMap((may, i) => (may === 1 ? [i] : []));
      const drawn = open[stream.integer(open.length)]!;
      goal = adapter.take(stream.uniform() < 0.5 ? adapter.rulesMove : drawn);
    }
    seen.push({ inputs, known: knownTo(session) });
    performGoal(world, session, goal);
  }
  return seen;
}

function settingOf(k: number, concealed: boolean): Setting {
  const { world, start } = randomEpisode(k);
  const { data, plan } = world;
  return { k, data, plan, startId: start.hole === undefined ? undefined : data.tree.ids[start.hole]!, concealed };
}

/** Compares what is seen up to some moments with what is seen in other worlds that are the same as far as is known then. */
function requireSame(setting: Setting, other: (known: Known) => WorldData): number {
  const original = inputsOf(setting);
  for (const moment of new Set([0, 1, 3, Math.floor(original.length / 2), original.length - 1])) {
    if (moment >= original.length) continue;
    const inputs = inputsOf({ ...setting, data: other(original[moment]!.known) });
    for (let i = 0; i <= moment; i++) {
      assert.deepEqual(inputs[i]?.inputs, original[i]!.inputs, `episode ${setting.k}, moment ${moment}, decision ${i}`);
    }
  }
  return original.length;
}

describe("the network's input, wherever a decision goes,", () => {
  it("is finite and does not depend on what unexposed holes hide", function () {
    this.timeout(60_000);
    let decisions = 0;
    for (let k = 0; k < 60; k++) {
      const setting = settingOf(k, k % 2 === 0);
      const { tree } = setting.data;
      const stream = new KeyedRandom(k).stream(9, RandomKind.World);
      decisions += requireSame(setting, ({ exposed }) =>
        permuteTruth(setting.data, (hole) => exposed.has(tree.ids[hole]!), stream),
      );
    }
    assert.ok(decisions > 500, `${decisions}`);
  });

  it("does not depend on what unsurveyed nodes hide", function () {
    this.timeout(60_000);
    let decisions = 0;
    for (let k = 0; k < 60; k++) {
      const setting = settingOf(k, true);
      const stream = new KeyedRandom(k).stream(9, RandomKind.World);
      decisions += requireSame(setting, (known) => hiddenOtherwise(setting.data, known, stream, true));
    }
    assert.ok(decisions > 500, `${decisions}`);
  });
});
