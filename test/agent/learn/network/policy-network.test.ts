import assert from "node:assert/strict";
import { chooseBackend } from "../../../../agent/learn/backend/choose-backend.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import type { Batch } from "../../../../agent/learn/network/batch.js";
import { type NetworkOptions, PolicyNetwork } from "../../../../agent/learn/network/policy-network.js";
import { FlatAdam } from "../../../../agent/learn/train/flat-adam.js";
import { readGradients, readWeights, writeWeights } from "../../../../agent/learn/train/flat-weights.js";
import { RandomStream } from "../../../../env/random/random-stream.js";

const shape = { candidateFeatures: 3, contextFeatures: 2, privilegedFeatures: 1, levels: 5, hidden: 16 };
const options: NetworkOptions = { temperature: 0.5, indexPrior: true };

/** Samples with these numbers of candidates; everything legal. */
function batchOf(counts: readonly number[], seed = 1): Batch {
  const random = new RandomStream(seed);
  const size = counts.length;
  const starts = new Int32Array(size + 1);
  for (let i = 0; i < size; i++) starts[i + 1] = starts[i]! + counts[i]!;
  const rows = starts[size]!;
  const drawn = (length: number) => Float32Array.from({ length }, () => random.normal());
  return {
    size,
    starts,
    candidates: drawn(rows * shape.candidateFeatures),
    context: drawn(size * shape.contextFeatures),
    privileged: drawn(size),
    levels: Uint8Array.from({ length: size }, (_, i) => i % shape.levels),
    baseline: drawn(size),
    legal: new Uint8Array(rows + 3 * size).fill(1),
    scores: drawn(rows + 3 * size),
  };
}

/** Gives all weights, those of the residuals included, values that are not 0. */
function shake(network: PolicyNetwork, seed = 3): void {
  const random = new RandomStream(seed);
  for (const weight of network.weights) {
    const values = Float32Array.from({ length: weight.size }, () => 0.3 * random.normal());
    tf.tidy(() => weight.assign(tf.tensor(values, weight.shape)));
  }
}

function run(network: PolicyNetwork, batch: Batch) {
  const { logProbabilities, values } = tf.tidy(() => network.forward(batch));
  const result = { logs: [...logProbabilities.dataSync()], values: [...values.dataSync()] };
  tf.dispose([logProbabilities, values]);
  return result;
}

function close(actual: readonly number[], expected: readonly number[], tolerance = 1e-4): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) < tolerance, `${i}: ${actual[i]} for ${value}`);
  }
}

describe("the network", () => {
  before(async () => {
    await chooseBackend("wasm");
  });

  it("does as the rule does before it has learned anything, and values as the baseline", () => {
    const network = PolicyNetwork.create(shape, options, 1);
    const batch = batchOf([4]);
    const { logs, values } = run(network, batch);
    const logits = [...batch.scores].map((score) => score / options.temperature);
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    close(
      logs,
      logits.map((logit) => logit - total),
    );
    close(values, [...batch.baseline]);
    network.dispose();
  });

  it("is the same for a sample alone and among others, with one candidate, many or none", () => {
    const network = PolicyNetwork.create(shape, options, 1);
    shake(network);
    const counts = [1, 7, 0, 300, 2];
    const all = batchOf(counts);
    const together = run(network, all);
    let move = 0;
    for (const [i, count] of counts.entries()) {
      const first = all.starts[i]!;
      const alone: Batch = {
        size: 1,
        starts: Int32Array.of(0, count),
        candidates: all.candidates.slice(first * 3, (first + count) * 3),
        context: all.context.slice(i * 2, i * 2 + 2),
        privileged: all.privileged.slice(i, i + 1),
        levels: all.levels.slice(i, i + 1),
        baseline: all.baseline.slice(i, i + 1),
        legal: all.legal.slice(move, move + count + 3),
        scores: all.scores.slice(move, move + count + 3),
      };
      const { logs, values } = run(network, alone);
      close(logs, together.logs.slice(move, move + count + 3));
      close(values, [together.values[i]!]);
      move += count + 3;
    }
    network.dispose();
  });

  it("does not mind the order of the candidates", () => {
    const network = PolicyNetwork.create(shape, options, 1);
    shake(network);
    const batch = batchOf([5]);
    const order = [3, 0, 4, 1, 2];
    const pick = (values: Float32Array, width: number, from: number) =>
      Float32Array.from([
        ...values.subarray(0, from),
        ...order.flatMap((k) => [...values.subarray(from + k * width, from + (k + 1) * width)]),
      ]);
    const shuffled = { ...batch, candidates: pick(batch.candidates, 3, 0), scores: pick(batch.scores, 1, 3) };
    const [before, after] = [run(network, batch), run(network, shuffled)];
    close(after.logs, [...before.logs.slice(0, 3), ...order.map((k) => before.logs[3 + k]!)]);
    close(after.values, before.values);
    network.dispose();
  });

  it("gives what is not legal no probability and no gradient", () => {
    const network = PolicyNetwork.create(shape, options, 1);
    shake(network);
    const batch = batchOf([4]);
    batch.legal[0] = batch.legal[5] = 0;
    const { logs } = run(network, batch);
    assert.equal(Math.exp(logs[0]!) + Math.exp(logs[5]!), 0);
    const sum = logs.reduce((total, log) => total + Math.exp(log), 0);
    assert.ok(Math.abs(sum - 1) < 1e-5);
    network.dispose();
  });

  it("takes no memory with a thousand updates", function () {
    this.timeout(60_000);
    const network = PolicyNetwork.create(shape, options, 1);
    const adam = new FlatAdam(readWeights(network.weights));
    const batch = batchOf([3, 5]);
    const update = () => {
      const { value, grads } = tf.variableGrads(() => {
        const { logProbabilities, values } = network.forward(batch);
        return tf.add(tf.neg(tf.mean(logProbabilities)), tf.mean(tf.square(values))) as tf.Scalar;
      }, network.weights);
      adam.step(readGradients(network.weights, grads), 1e-3);
      writeWeights(network.weights, adam.weights);
      tf.dispose([value, grads]);
    };
    update();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 1000; i++) update();
    assert.equal(tf.memory().numTensors, before);
    network.dispose();
  });
});
