import { type BackendChoice, chooseBackend } from "../../agent/learn/backend/choose-backend.js";
import { dense } from "../../agent/learn/backend/dense.js";
import { sumRowsKernel } from "../../agent/learn/backend/kernels/sum-rows.js";
import * as tf from "../../agent/learn/backend/tensorflow.js";
import { FlatAdam } from "../../agent/learn/train/flat-adam.js";
import { readGradients, readWeights, writeWeights } from "../../agent/learn/train/flat-weights.js";
import { RandomStream } from "../../env/random/random-stream.js";
import { BenchAgent, drawBatch, FEATURES } from "./ppo-step.js";

const LEARNING_RATE = 1e-3;

/** What is measured: a backend, and the seconds that each of its figures may take. */
export interface BackendBenchCase {
  readonly backend: BackendChoice;
  readonly runSeconds: number;
}

/** Milliseconds that a quarter of the runs stay below, as other programs only ever make them longer. */
export interface Timing {
  /** Of all threads of the process. */
  readonly processor: number;
  /** On the clock: less where threads or a GPU share the work, more where other programs run. */
  readonly clock: number;
}

/** What was measured of a backend. */
export interface BackendMeasurement {
  readonly backend: string;
  /** Which backend it is, in words. */
  readonly sentence: string;
  /** Loading it in a new process, TensorFlow.js's core apart; once. */
  readonly load: Timing;
  /** Logits of so many candidates of one decision, upload and download included. */
  readonly score100: Timing;
  readonly score1000: Timing;
  /** An update by PPO on 256 decisions of 16 candidates on average, with and without padding to 64. */
  readonly raggedStep: Timing;
  readonly paddedStep: Timing;
  /** Parts of an update, as TensorFlow.js does them and as cryogym does. */
  readonly parts: readonly PartMeasurement[];
}

export interface PartMeasurement {
  readonly name: string;
  readonly stock: Timing;
  readonly ours: Timing;
}

const DECISIONS = 256;
const PADDED_WIDTH = 64;
const ROWS = 4096;
const WIDTH = 64;

/** Length of a run, long enough for the clock of the processor's time. */
const RUN_MILLISECONDS = 5;

/** Measures a backend in this process, which should do nothing else. */
export async function measureBackend({ backend, runSeconds }: BackendBenchCase): Promise<BackendMeasurement> {
  const loading = stopwatch();
  const { name, sentence } = await chooseBackend(backend);
  const load = loading();
  const time = (action: () => void) => lowerQuartile(action, runSeconds * 1000);
  const agent = new BenchAgent();
  const batch = drawBatch(new RandomStream(1), DECISIONS);
  const [few, many] = [100, 1000].map((candidates) => new Float32Array(candidates * FEATURES).fill(0.3));
  return {
    backend: name,
    sentence,
    load,
    score100: time(() => agent.score(few!)),
    score1000: time(() => agent.score(many!)),
    raggedStep: time(() => agent.step(batch)),
    paddedStep: time(() => agent.paddedStep(batch, PADDED_WIDTH)),
    parts: measureParts(time),
  };
}

function measureParts(time: (action: () => void) => Timing): PartMeasurement[] {
  const dy: tf.Tensor2D = tf.randomNormal([ROWS, WIDTH]);
  const weights: tf.Tensor2D = tf.randomNormal([WIDTH, WIDTH]);
  const variables = Array.from({ length: 14 }, () => tf.variable(tf.clone(weights)));
  const gradients = variables.map(({ name }) => ({ name, tensor: weights as tf.Tensor }));
  const byName = Object.fromEntries(gradients.map(({ name, tensor }) => [name, tensor]));
  const theirs = tf.train.adam(LEARNING_RATE);
  const ours = new FlatAdam(readWeights(variables));
  // Read back, as what runs elsewhere has else only been ordered.
  const timed = (action: () => tf.Tensor) =>
    time(() => tf.tidy(() => tf.slice(tf.reshape(action(), [-1]), 0, 1).dataSync()));
  // A new tensor each time, as WebAssembly keeps what it has prepared for a matrix that it has seen.
  const x: tf.Tensor2D = tf.randomNormal([ROWS, WIDTH]);
  const fresh = () => tf.add(x, 0) as tf.Tensor2D;
  const bias: tf.Tensor1D = tf.randomNormal([WIDTH]);
  const stockLayer = (input: tf.Tensor2D) => tf.relu(tf.add(tf.matMul(input, weights), bias)) as tf.Tensor2D;
  const ownLayer = (input: tf.Tensor2D) => dense(input, weights, bias, "relu");
  const ownGradients = tf.grads((...given: tf.Tensor[]) => {
    const [input, matrix, vector] = given as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
    return tf.sum(tf.mul(dense(input, matrix, vector, "relu"), dy));
  });
  const parts: [string, () => tf.Tensor, () => tf.Tensor][] = [
    ["dense layer", () => stockLayer(fresh()), () => ownLayer(fresh())],
    [
      "dense layer, loss and gradients",
      () => {
        const input = fresh();
        const y = stockLayer(input);
        const loss = tf.sum(tf.mul(y, dy));
        const flow = tf.mul(dy, tf.step(y)) as tf.Tensor2D;
        const toInput = tf.matMul(flow, weights, false, true);
        const toWeights = tf.matMul(input, flow, true, false);
        return firstOf([loss, tf.sum(flow, 0), toInput, toWeights]);
      },
      () => firstOf(ownGradients([fresh(), weights, bias])),
    ],
    ["sum of rows", () => tf.sum(fresh(), 0), () => sumRowsKernel({ x: fresh() }, {})],
  ];
  return [
    ...parts.map(([name, stock, mended]) => ({ name, stock: timed(stock), ours: timed(mended) })),
    {
      name: "Adam, 14 variables of 64 × 64",
      stock: time(() => theirs.applyGradients(gradients)),
      ours: time(() => {
        ours.step(readGradients(variables, byName), LEARNING_RATE);
        writeWeights(variables, ours.weights);
      }),
    },
  ];
}

/** A number of each, so that all of them are worked out. */
function firstOf(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.stack(tensors.map((tensor) => tf.reshape(tf.slice(tf.reshape(tensor, [-1]), 0, 1), [])));
}

/** A quarter of the runs stay below; each is of as many actions as take some milliseconds. */
function lowerQuartile(action: () => void, milliseconds: number): Timing {
  const first = stopwatch();
  for (let i = 0; i < 5; i++) action();
  const repeats = Math.max(1, Math.ceil(RUN_MILLISECONDS / (first().clock / 5)));
  const end = performance.now() + milliseconds;
  const runs: Timing[] = [];
  while (performance.now() < end || runs.length < 4) {
    const run = stopwatch();
    for (let i = 0; i < repeats; i++) action();
    const { processor, clock } = run();
    runs.push({ processor: processor / repeats, clock: clock / repeats });
  }
  const quarter = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 4)]!;
  return { processor: quarter(runs.map((run) => run.processor)), clock: quarter(runs.map((run) => run.clock)) };
}

function stopwatch(): () => Timing {
  const started = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { processor: (user + system) / 1000, clock: performance.now() - started };
  };
}
