import assert from "node:assert/strict";
import { chooseBackend } from "../../../../agent/learn/backend/choose-backend.js";
import { FeatureNormaliser } from "../../../../agent/learn/network/feature-normaliser.js";
import { PolicyNetwork } from "../../../../agent/learn/network/policy-network.js";
import { Actor } from "../../../../agent/learn/train/actor.js";
import { Experience } from "../../../../agent/learn/train/experience.js";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import {
  TOY_CANDIDATE_FEATURES,
  TOY_CONTEXT_FEATURES,
  ToyDecisionTask,
  type ToyOptions,
} from "../../../support/toy-decision-task.js";

const shape = {
  candidateFeatures: TOY_CANDIDATE_FEATURES,
  contextFeatures: TOY_CONTEXT_FEATURES,
  privilegedFeatures: 1,
  levels: 2,
  hidden: 8,
};

function collect(options: ToyOptions, rounds: number, environments = 3) {
  const tasks = Array.from({ length: environments }, () => new ToyDecisionTask(options));
  const network = PolicyNetwork.create(shape, { temperature: 1, indexPrior: false }, 1);
  const actor = new Actor(tasks, new KeyedRandom(5), 0, environments);
  const experience = new Experience(shape, FeatureNormaliser.create(TOY_CANDIDATE_FEATURES, TOY_CONTEXT_FEATURES));
  return { tasks, network, actor, experience, collected: actor.collect(network, experience, rounds, []) };
}

describe("an actor", () => {
  before(async () => {
    await chooseBackend("cpu");
  });

  it("keeps every step and nothing of a reset, and makes legal moves alone", () => {
    // The task throws at an illegal move.
    const { experience, collected, tasks, network } = collect({ length: 5 }, 23);
    assert.equal(experience.size, 3 * 23);
    for (const { steps, ends } of collected) {
      assert.deepEqual(
        [...ends].flatMap((end, i) => (end === 0 ? [] : [i])),
        [4, 9, 14, 19],
      );
      // What a step is the number of is of its own environment, each once.
      assert.equal(new Set(steps).size, 23);
    }
    assert.deepEqual(
      tasks.map(({ begun }) => begun),
      [
        [0, 3, 6, 9, 12],
        [1, 4, 7, 10, 13],
        [2, 5, 8, 11, 14],
      ],
    );
    network.dispose();
  });

  it("goes on with no value after an episode that has ended, and with that of its last state after one cut off", () => {
    const ended = collect({ length: 4, baselinePerStep: 10 }, 8);
    for (const { ends, nextValues } of ended.collected) {
      assert.deepEqual([...ends], [0, 0, 0, 1, 0, 0, 0, 1]);
      assert.deepEqual([...nextValues], Array(9).fill(0));
    }
    const cut = collect({ length: 4, truncates: true, baselinePerStep: 10 }, 10);
    for (const { ends, nextValues } of cut.collected) {
      assert.deepEqual([...ends], [0, 0, 0, 2, 0, 0, 0, 2, 0, 0]);
      // Four steps led to where it was cut off; none to where it was reset to, two to where collection stopped.
      assert.deepEqual([...nextValues], [0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 20]);
    }
    ended.network.dispose();
    cut.network.dispose();
  });

  it("sees features of candidates that there are, never what stands behind them", () => {
    const { actor, network } = collect({ length: 5 }, 20);
    const { candidates, context } = actor.seen;
    assert.ok(candidates.mean[0]! > 0 && candidates.mean[0]! < 1, `${candidates.mean}`);
    assert.equal(candidates.mean[1], 1);
    assert.equal(candidates.variance(1), 0);
    assert.equal(context.count, 3 * 20);
    network.dispose();
  });

  it("comes back to where it stood by playing what was played", () => {
    const first = collect({ length: 50 }, 7);
    const state = JSON.parse(JSON.stringify(first.actor.state)) as Actor["state"];
    const next = first.actor.collect(first.network, fresh(first.experience), 5, []);
    const tasks = Array.from({ length: 3 }, () => new ToyDecisionTask({ length: 50 }));
    const resumed = new Actor(tasks, new KeyedRandom(5), 0, 3);
    resumed.restore(state, []);
    const experience = new Experience(shape, FeatureNormaliser.create(TOY_CANDIDATE_FEATURES, TOY_CONTEXT_FEATURES));
    const again = resumed.collect(first.network, experience, 5, []);
    assert.deepEqual(again, next);
    assert.deepEqual(experience.moves.subarray(0, 15), first.experience.moves.subarray(0, 15));
    assert.deepEqual(resumed.state, first.actor.state);
    first.network.dispose();
  });
});

function fresh(experience: Experience): Experience {
  experience.clear();
  return experience;
}
