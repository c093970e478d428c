import { engine, type Tensor1D, type Tensor2D } from "./core.js";
import { denseAssembly } from "./kernels/dense-assembly.js";
import "./kernels/dense-gradient.js";
import { DENSE } from "./kernels/dense-kernel.js";
import { assembly } from "./kernels/load-assembly.js";

/**
 * A dense layer, `activation(x · weights + bias)`: [N, inputs] to [N, outputs]. In both directions faster than its parts,
 * a product, a sum and a ReLU.
 *
 * @throws RangeError if the shapes do not fit
 * @example dense(tf.tensor2d([[1, 2]]), tf.tensor2d([[1], [-1]]), tf.tensor1d([0.5]), "relu") // [[0]]
 */
export function dense(
  x: Tensor2D,
  weights: Tensor2D,
  bias: Tensor1D,
  activation: "linear" | "relu" = "linear",
): Tensor2D {
  const [rows, inputs] = x.shape;
  if (inputs !== weights.shape[0] || bias.shape[0] !== weights.shape[1]) {
    throw new RangeError(
      `a dense layer of [${weights.shape}] weights and ${bias.shape[0]} biases does not take [${rows}, ${inputs}]`,
    );
  }
  if (assembly() !== undefined) {
    return denseAssembly({ x, weights, bias }, { relu: activation === "relu" ? 1 : 0 }).y as Tensor2D;
  }
  return engine().runKernel(DENSE, { x, weights, bias }, { activation }) as Tensor2D;
}
