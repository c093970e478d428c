import { assembly } from "../backend/kernels/load-assembly.js";
import * as tf from "../backend/tensorflow.js";
import { valuesOf } from "../backend/values-of.js";

/** All values of some variables, one after the other. */
export function readWeights(weights: readonly tf.Variable[]): Float32Array<ArrayBuffer> {
  return readTensors(weights, (weight) => weight, zerosFor(weights));
}

/**
 * Their gradients, one after the other; 0 for those that a loss does not depend on.
 *
 * @param into where they are written, if not into a new array
 */
export function readGradients(
  weights: readonly tf.Variable[],
  gradients: tf.NamedTensorMap,
  into: Float32Array = zerosFor(weights),
): Float32Array {
  return readTensors(weights, ({ name }) => gradients[name], into);
}

function zerosFor(weights: readonly tf.Variable[]): Float32Array<ArrayBuffer> {
  return new Float32Array(weights.reduce((sum, { size }) => sum + size, 0));
}

function readTensors<Into extends Float32Array>(
  weights: readonly tf.Variable[],
  of: (weight: tf.Variable) => tf.Tensor | undefined,
  into: Into,
): Into {
  let at = 0;
  for (const weight of weights) {
    const tensor = of(weight);
    if (tensor === undefined) into.fill(0, at, at + weight.size);
    else into.set(valuesOf(tensor), at);
    at += weight.size;
  }
  return into;
}

/** Gives variables their values back. @param flat as {@link readWeights} gave it */
export function writeWeights(weights: readonly tf.Variable[], flat: Float32Array): void {
  let at = 0;
  // Only WebAssembly copies what a tensor is made of; elsewhere it would change with `flat`.
  const copies = tf.getBackend() === "wasm";
  for (const weight of weights) {
    const values = copies ? flat.subarray(at, at + weight.size) : flat.slice(at, at + weight.size);
    at += weight.size;
    tf.tidy(() => weight.assign(tf.tensor(values, weight.shape) as tf.Tensor));
  }
}

/**
 * As {@link writeWeights}, where a network's blocks are one kernel each in the tensors' own place: for weights that nothing
 * but such kernels computes with, as TensorFlow.js's own products keep what they have prepared of a tensor.
 */
export function overwriteWeights(weights: readonly tf.Variable[], flat: Float32Array): void {
  if (assembly() === undefined) {
    writeWeights(weights, flat);
    return;
  }
  let at = 0;
  for (const weight of weights) {
    valuesOf(weight).set(flat.subarray(at, at + weight.size));
    at += weight.size;
  }
}
