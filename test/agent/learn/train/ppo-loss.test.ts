import assert from "node:assert/strict";
import { withoutAssembly } from "../../../../agent/learn/backend/kernels/load-assembly.js";
import { loadBackend } from "../../../../agent/learn/backend/load-backend.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { FeatureNormaliser } from "../../../../agent/learn/network/feature-normaliser.js";
import { PolicyNetwork } from "../../../../agent/learn/network/policy-network.js";
import { Actor } from "../../../../agent/learn/train/actor.js";
import { Experience } from "../../../../agent/learn/train/experience.js";
import { ppoLoss } from "../../../../agent/learn/train/ppo-loss.js";
import { type PpoOptions, ppoSchema } from "../../../../agent/learn/train/ppo-options.js";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { onEachBackend } from "../../../support/backends.js";
import { assertClose } from "../../../support/finite-differences.js";
import { TOY_CANDIDATE_FEATURES, TOY_CONTEXT_FEATURES, ToyDecisionTask } from "../../../support/toy-decision-task.js";

const shape = {
  candidateFeatures: TOY_CANDIDATE_FEATURES,
  contextFeatures: TOY_CONTEXT_FEATURES,
  privilegedFeatures: 1,
  levels: 2,
  hidden: 8,
};

describe("the loss of PPO", () => {
  onEachBackend(() => {
    let network: PolicyNetwork;
    let experience: Experience;
    let steps: Int32Array;

    beforeEach(() => {
      network = PolicyNetwork.create(shape, { temperature: 1, indexPrior: false }, 1);
      experience = new Experience(shape, FeatureNormaliser.create(TOY_CANDIDATE_FEATURES, TOY_CONTEXT_FEATURES));
      const tasks = [new ToyDecisionTask({ length: 30 }), new ToyDecisionTask({ length: 30 })];
      new Actor(tasks, new KeyedRandom(1), 0, 2).collect(network, experience, 10, []);
      steps = Int32Array.from({ length: 20 }, (_, i) => i);
      for (const step of steps) experience.returns[step] = experience.values[step]!;
    });

    afterEach(() => network.dispose());

    /** Loss and the means of its parts: policy loss, value loss, entropy, KL divergence, share clipped. */
    function loss(advantages: Float32Array, options: Partial<PpoOptions> = {}, learnsPolicy = true) {
      const all = { ...ppoSchema.parse({}), ...options };
      let parts: number[] = [];
      const { value, grads } = tf.variableGrads(
        () =>
          ppoLoss(network, experience, steps, advantages, all, learnsPolicy, (means) => {
            parts = [...means.dataSync()];
            means.dispose();
          }),
        network.weights,
      );
      const result = { value: value.dataSync()[0]!, parts, length: lengthOf(grads) };
      tf.dispose([value, grads]);
      return result;
    }

    const ones = new Float32Array(20).fill(1);

    it("is minus the mean advantage where the policy is the one that has collected", () => {
      const { value, parts } = loss(ones);
      assert.ok(Math.abs(value + 1) < 1e-5);
      assert.ok(Math.abs(parts[3]!) < 1e-6 && parts[4] === 0);
    });

    it("adds what the policy has gone from the rule's softmax, if that is asked for", () => {
      const plain = loss(ones).value;
      assert.ok(Math.abs(loss(ones, { prior_weight: 10 }).value - plain) < 1e-4, "no residual, no divergence");
      assert.equal(loss(ones, { prior_weight: 10 }, false).value, loss(ones, {}, false).value);
      for (const weight of network.weights) {
        if (weight.name.includes("residual")) weight.assign(tf.fill(weight.shape, 0.3));
      }
      const moved = loss(ones);
      const held = loss(ones, { prior_weight: 10 });
      assert.ok(held.value > moved.value + 1e-4, `${held.value} and ${moved.value}`);
      assert.notEqual(held.length, moved.length);
    });

    it("knows that what was not legal then is not legal now: probabilities are those of the collection", () => {
      // With the mask left out of the update, every ratio is below 1, and the divergence is not 0.
      const { parts } = loss(ones);
      assert.ok(Math.abs(parts[0]! + 1) < 1e-5, `${parts[0]}`);
    });

    it("has no gradient where a probability has gone further than the clip and the advantage wants more of it", () => {
      for (const step of steps) experience.logProbabilities[step]! -= 1;
      assert.equal(loss(ones, { value_weight: 0 }).length, 0);
      const minus = ones.map((advantage) => -advantage);
      assert.ok(loss(minus, { value_weight: 0 }).length > 0);
      assert.equal(loss(ones).parts[4], 1);
    });

    it("clips values around what they were", () => {
      for (const step of steps) experience.returns[step] = experience.values[step]! + 1;
      assert.ok(Math.abs(loss(ones).parts[1]! - 1) < 1e-5);
      // They were far below: the value has come too far already, and is pulled no further.
      for (const step of steps) experience.values[step]! -= 1;
      const clipped = loss(new Float32Array(20));
      assert.ok(Math.abs(clipped.parts[1]! - (1 + 1 - 0.2) ** 2) < 1e-4);
      assert.equal(clipped.length, 0);
      assert.ok(loss(new Float32Array(20), { value_clip: null }).length > 0);
    });

    it("counts entropy by level", () => {
      const none = loss(ones);
      const first = loss(ones, { entropy_weights: [1, 0, 0, 0, 0] });
      const both = loss(ones, { entropy_weights: [1, 1, 0, 0, 0] });
      assert.ok(first.value < none.value && both.value < first.value);
      assert.ok(Math.abs(none.value - both.value - none.parts[2]!) < 1e-5);
    });

    it("leaves the policy alone as long as the value alone is learned", () => {
      const before = loss(ones, { value_weight: 0 }, false);
      assert.equal(before.length, 0);
    });
  });

  it("and its gradient are the same in one kernel and composed", async () => {
    await loadBackend("wasm");
    const network = PolicyNetwork.create(shape, { temperature: 1, indexPrior: false }, 1);
    const experience = new Experience(shape, FeatureNormaliser.create(TOY_CANDIDATE_FEATURES, TOY_CONTEXT_FEATURES));
    new Actor([new ToyDecisionTask({ length: 30 })], new KeyedRandom(1), 0, 1).collect(network, experience, 23, []);
    const steps = Int32Array.from({ length: 23 }, (_, i) => i);
    const advantages = Float32Array.from(steps, (step) => Math.sin(5 * step));
    for (const step of steps) {
      experience.logProbabilities[step]! += 0.4 * Math.sin(7 * step);
      experience.values[step]! += Math.sin(3 * step);
      experience.returns[step] = 2 * Math.sin(11 * step);
    }
    const options = { entropy_weights: [0.3, 0.1, 0, 0, 0], value_weight: 0.7 };
    for (const value_clip of [0.2, null]) {
      for (const learnsPolicy of [true, false]) {
        const all = { ...ppoSchema.parse({}), ...options, value_clip };
        const measure = () => {
          const numbers: number[][] = [];
          const { value, grads } = tf.variableGrads(
            () =>
              ppoLoss(network, experience, steps, advantages, all, learnsPolicy, (means) => {
                numbers.push([...means.dataSync()]);
                means.dispose();
              }),
            network.weights,
          );
          numbers.push([...value.dataSync()]);
          for (const { name } of network.weights) numbers.push([...(grads[name]?.dataSync() ?? [])]);
          tf.dispose([value, grads]);
          return numbers;
        };
        const expected = withoutAssembly(measure);
        const before = tf.memory().numTensors;
        const actual = measure();
        assert.equal(tf.memory().numTensors, before);
        const most = Math.max(...expected.flat().map(Math.abs));
        assert.ok(most > 0.1);
        for (const [i, values] of expected.entries()) {
          // What nothing flows to has no gradient where operations are on their own.
          assertClose(actual[i]!, values.length === 0 ? actual[i]!.map(() => 0) : values, `part ${i}`);
        }
      }
    }
  });
});

function lengthOf(gradients: tf.NamedTensorMap): number {
  return Math.sqrt(
    Object.values(gradients).reduce(
      (sum, gradient) => sum + [...gradient.dataSync()].reduce((s, x) => s + x * x, 0),
      0,
    ),
  );
}
