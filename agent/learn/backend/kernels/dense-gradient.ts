import { getBackend, matMul, mul, registerGradient, step, sum, type Tensor2D, transpose, zeros } from "../core.js";
import { DENSE } from "./dense-kernel.js";
import { sumRowsKernel } from "./sum-rows.js";

// TensorFlow.js's own gradient of a whole layer works out what flows to the input even where no one wants it.
registerGradient({
  kernelName: DENSE,
  inputsToSave: ["x", "weights"],
  outputsToSave: [true],
  gradFunc: (dy, saved, { activation }) => {
    const [x, weights, y] = saved as [Tensor2D, Tensor2D, Tensor2D];
    const flow: Tensor2D = activation === "relu" ? mul(dy as Tensor2D, step(y)) : (dy as Tensor2D);
    return {
      x: () => timesTransposed(flow, weights),
      weights: () => transposedTimes(x, flow),
      bias: () => (getBackend() === "tensorflow" ? sum(flow, 0) : sumRowsKernel({ x: flow }, {})),
    };
  },
});

/** a · bᵀ. WebAssembly multiplies some ten times slower where it is to transpose itself. */
export function timesTransposed(a: Tensor2D, b: Tensor2D): Tensor2D {
  return getBackend() === "wasm" ? matMul(a, transpose(b)) : matMul(a, b, false, true);
}

/** aᵀ · b. */
export function transposedTimes(a: Tensor2D, b: Tensor2D): Tensor2D {
  // WebAssembly leaves the sum over nothing as the memory was.
  if (a.shape[0] === 0) return zeros([a.shape[1], b.shape[1]]);
  return getBackend() === "wasm" ? matMul(transpose(a), b) : matMul(a, b, true, false);
}
