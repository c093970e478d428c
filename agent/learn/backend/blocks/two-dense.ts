import type { Tensor1D, Tensor2D } from "../core.js";
import { dense } from "../dense.js";
import { assembly } from "../kernels/load-assembly.js";
import { twoDenseAssembly, twoDenseGradient } from "../kernels/two-dense-assembly.js";
import { differentiable } from "./differentiable.js";

/** Parameters of a dense layer: [inputs, outputs] and [outputs]. */
export interface Layer {
  readonly weights: Tensor2D;
  readonly bias: Tensor1D;
}

/**
 * Two dense layers with ReLU, one after the other: [N, inputs] to [N, outputs].
 *
 * @param isData whether nobody wants the gradient of `x`
 * @throws RangeError if the shapes do not fit
 */
export function twoDense(x: Tensor2D, first: Layer, second: Layer, isData = false): Tensor2D {
  checkLayer(x.shape[1], first);
  checkLayer(first.bias.size, second);
  if (assembly() === undefined) {
    return dense(dense(x, first.weights, first.bias, "relu"), second.weights, second.bias, "relu");
  }
  const [weights1, bias1, weights2, bias2] = [first.weights, first.bias, second.weights, second.bias];
  const parameters = { weights1, bias1, weights2, bias2 };
  // The names of a gradient that nobody wants are left out.
  const wanted = isData ? parameters : { ...parameters, x };
  return differentiable(
    wanted as typeof parameters & { readonly x: Tensor2D },
    () => {
      const { between, y } = twoDenseAssembly({ x, ...parameters }, {});
      return { value: y as Tensor2D, kept: { x, weights1, weights2, between, y } };
    },
    (dy, kept) => twoDenseGradient({ ...kept, dy }, { wantsX: isData ? 0 : 1 }),
  );
}

/** @throws RangeError if a layer does not take what it is given */
export function checkLayer(inputs: number, { weights, bias }: Layer): void {
  if (weights.shape[0] === inputs && weights.shape[1] === bias.shape[0]) return;
  throw new RangeError(
    `a layer of [${weights.shape}] weights and ${bias.shape[0]} biases does not take ${inputs} inputs`,
  );
}
