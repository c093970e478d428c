import { parentPort, workerData } from "node:worker_threads";
import { type BackendChoice, chooseBackend } from "../../agent/learn/backend/choose-backend.js";
import { segmentSum } from "../../agent/learn/backend/ragged.js";
import * as tf from "../../agent/learn/backend/tensorflow.js";

/** Chooses a backend in a worker thread, computes something with a gradient, and sends both back. */
const { name, sentence } = await chooseBackend(workerData as BackendChoice);
const gradient = tf.grad((x: tf.Tensor) =>
  tf.sum(tf.square(segmentSum(tf.matMul(x, tf.ones([2, 1])), Int32Array.of(0, 2, 3)))),
);
parentPort!.postMessage({ name, sentence, gradient: [...gradient(tf.ones([3, 2])).dataSync()] });
