import "./kernels/dense-gradient.js";
import "./kernels/mat-mul-gradient.js";

/**
 * TensorFlow.js, with gradients: what all of cryogym imports it from, so that none imports `@tensorflow/tfjs-core`,
 * which knows no gradients, without them. Computes once `chooseBackend` has chosen what on. Tensors have no methods for
 * operations: `tf.sum(x)`, not `x.sum()`.
 *
 * @example
 * import * as tf from "../backend/tensorflow.js";
 * await chooseBackend("auto");
 * const gradient = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2])); // [2, 4]
 */
export * from "./core.js";
