import assert from "node:assert/strict";
import { chooseBackend } from "../../../../agent/learn/backend/choose-backend.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { FeatureNormaliser } from "../../../../agent/learn/network/feature-normaliser.js";
import { PolicyNetwork } from "../../../../agent/learn/network/policy-network.js";
import { Actor } from "../../../../agent/learn/train/actor.js";
import counts from "../../../../agent/learn/train/bonuses/counts.js";
import { Experience } from "../../../../agent/learn/train/experience.js";
import { readWeights } from "../../../../agent/learn/train/flat-weights.js";
import { type GradientRequest, Lane, namedParts } from "../../../../agent/learn/train/lane.js";
import { ppoSchema } from "../../../../agent/learn/train/ppo-options.js";
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
const normaliser = FeatureNormaliser.create(TOY_CANDIDATE_FEATURES, TOY_CONTEXT_FEATURES).toJSON();

/** A lane of two environments. */
function laneOf(task: ToyOptions, options: Record<string, unknown> = {}): Lane {
  const tasks = [new ToyDecisionTask(task), new ToyDecisionTask(task)];
  const network = PolicyNetwork.create(shape, { temperature: 1, indexPrior: false }, 1);
  return new Lane(tasks, network, ppoSchema.parse({ rounds: 10, ...options }), new KeyedRandom(3), 0, 1, () => 0);
}

function collect(lane: Lane, bonusWeights: Record<string, number> = {}) {
  return lane.collect({ weights: readWeights(lane.network.weights), normaliser, sharpness: 1, bonusWeights });
}

function gradient(lane: Lane, request: Partial<GradientRequest> = {}) {
  return lane.gradient({
    weights: readWeights(lane.network.weights),
    epoch: 0,
    minibatch: 0,
    minibatches: 1,
    learnsPolicy: true,
    advantageMean: 0,
    advantageDeviation: 1,
    ...request,
  });
}

describe("a lane", () => {
  before(async () => {
    await chooseBackend("cpu");
  });

  it("counts nothing after an episode's end, and what the last state is worth where it was cut off", () => {
    // Nothing is forgotten: with the baseline as value, a return is the sum of rewards and what comes after.
    const options = { lambda_per_minute: 1, rounds: 8 };
    const most = 1;
    const ended = collect(laneOf({ length: 4, most, baselinePerStep: 100 }, options));
    const cut = collect(laneOf({ length: 4, most, baselinePerStep: 100, truncates: true }, options));
    // A reward is at most 1; the state that an episode is cut off in is taken for 400.
    assert.equal(ended.steps, 16);
    assert.ok(ended.returns >= 0 && ended.returns <= 16 * 4, `${ended.returns}`);
    assert.ok(Math.abs(cut.returns - ended.returns - 16 * 400) < 1, `${cut.returns} against ${ended.returns}`);
  });

  it("goes on with the value of the state that collecting has stopped in", () => {
    const options = { lambda_per_minute: 1, rounds: 3 };
    const { returns } = collect(laneOf({ length: 50, most: 1, baselinePerStep: 100 }, options));
    assert.ok(Math.abs(returns - 6 * 300) < 6 * 3, `${returns}`);
  });

  it("looks ahead to an episode's end, and not into the next one", () => {
    const options = { lambda_per_minute: 1, rounds: 10 };
    const { returns } = collect(laneOf({ length: 4, most: 1, baselinePerStep: 100, truncates: true }, options));
    // Two episodes that were cut off after four steps, and two steps of a third.
    assert.ok(Math.abs(returns - 2 * (8 * 400 + 2 * 200)) < 20 * 4, `${returns}`);
  });

  it("takes no step for none that is a reset", () => {
    const { steps, episodes } = collect(laneOf({ length: 5 }));
    assert.equal(steps, 20);
    assert.equal(episodes.length, 4);
    assert.ok(episodes.every((episode) => episode.steps === 5));
  });

  it("learns from all steps once in an epoch, in an order of the epoch's own", () => {
    const lane = laneOf({ length: 5 });
    collect(lane);
    const parts = [0, 1, 2].map((minibatch) => gradient(lane, { minibatch, minibatches: 3 }));
    assert.equal(
      parts.reduce((sum, { steps }) => sum + steps, 0),
      20,
    );
    // Weighted by their steps, the parts' gradients are that of the whole.
    const whole = gradient(lane);
    for (let i = 0; i < whole.gradient.length; i++) {
      const mean = parts.reduce((sum, part) => sum + (part.steps / 20) * part.gradient[i]!, 0);
      assert.ok(Math.abs(mean - whole.gradient[i]!) < 1e-4, `${i}: ${mean} for ${whole.gradient[i]}`);
    }
    const first = gradient(lane, { minibatches: 3 });
    assert.deepEqual(first.gradient, parts[0]!.gradient);
    assert.notDeepEqual(gradient(lane, { minibatches: 3, epoch: 1 }).gradient, first.gradient);
  });

  it("finds the policy where it was when it has collected: what was not legal then is not now", () => {
    const lane = laneOf({ length: 5 });
    collect(lane);
    const { kl, clipShare } = namedParts(gradient(lane).parts);
    assert.ok(Math.abs(kl) < 1e-6 && clipShare === 0, `${kl}`);
  });

  it("adds bonuses to returns, by their weights; without weight they change nothing", () => {
    const collected = (bonusWeights: Record<string, number>, bonuses = {}) => {
      const lane = laneOf({ length: 5 }, { lambda_per_minute: 1, bonuses });
      return collect(lane, bonusWeights);
    };
    const off = collected({});
    const all = { counts: 1, rnd: 1, information_gain: 1 };
    const annealed = collected({ counts: 0, rnd: 0, information_gain: 0 }, all);
    assert.deepEqual(annealed, off);
    assert.equal(off.bonus, 0);
    const on = collected(all, all);
    assert.ok(on.bonus > 0);
    assert.ok(on.returns > off.returns);
    // Rewards, and what is told of episodes, are the task's own.
    assert.deepEqual(on.episodes, off.episodes);
    const twice = collected({ counts: 2 }, { counts: 2 });
    assert.ok(Math.abs(twice.bonus - 2 * collected({ counts: 1 }, { counts: 2 }).bonus) < 1e-6);
  });

  it("leaves no tensors behind", () => {
    const lane = laneOf({ length: 5 }, { bonuses: { rnd: 1 } });
    const once = () => {
      collect(lane, { rnd: 1 });
      gradient(lane);
    };
    once();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) once();
    assert.equal(tf.memory().numTensors, before);
  });

  it("goes on from its state as if it had not stopped, bonuses included", () => {
    const bonuses = { counts: 1, rnd: 1 };
    const whole = laneOf({ length: 7 }, { bonuses });
    collect(whole, bonuses);
    const state = JSON.parse(JSON.stringify(whole.state)) as Lane["state"];
    const resumed = laneOf({ length: 7 }, { bonuses });
    resumed.restore(state);
    assert.deepEqual(collect(resumed, bonuses), collect(whole, bonuses));
    assert.deepEqual(gradient(resumed).gradient, gradient(whole).gradient);
    assert.deepEqual(resumed.state, whole.state);
  });
});

describe("an actor with bonuses", () => {
  it("keeps them apart from what the task pays", async () => {
    await chooseBackend("cpu");
    const network = PolicyNetwork.create(shape, { temperature: 1, indexPrior: false }, 1);
    const collected = [0, 1].map((weight) => {
      const experience = new Experience(shape, FeatureNormaliser.fromJSON(normaliser, 2, 3));
      const tasks = [new ToyDecisionTask({ length: 5 })];
      const bonus = counts.create(1, shape, 1);
      new Actor(tasks, new KeyedRandom(1), 0, 1).collect(network, experience, 12, [{ name: "counts", bonus, weight }]);
      return experience;
    });
    const [off, on] = collected as [Experience, Experience];
    assert.deepEqual(on.rewards, off.rewards);
    assert.ok(on.rewards.subarray(0, 12).some((reward) => reward > 0));
    assert.ok(off.bonuses.every((bonus) => bonus === 0));
    assert.ok(on.bonuses.subarray(0, 12).every((bonus) => bonus > 0));
    network.dispose();
  });
});
