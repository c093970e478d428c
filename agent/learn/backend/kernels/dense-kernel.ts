import { _FusedMatMul, getKernel, registerKernel, type TensorInfo } from "../core.js";

/** Name of the kernel of a whole dense layer; takes `x`, `weights`, `bias` and the attribute `activation`. */
export const DENSE = "Dense";

for (const backendName of ["wasm", "cpu", "tensorflow"]) {
  registerKernel({
    kernelName: DENSE,
    backendName,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { kernelFunc } = getKernel(_FusedMatMul, backendName);
      const { x, weights, bias } = inputs as { x: TensorInfo; weights: TensorInfo; bias: TensorInfo };
      const attributes = { transposeA: false, transposeB: false, activation: attrs!.activation! };
      if (backendName !== "wasm") return kernelFunc({ inputs: { a: x, b: weights, bias }, backend, attrs: attributes });
      // This one takes nothing but batches of matrices, and reads beyond its memory where it gets a matrix.
      const batches = { a: asBatch(x), b: asBatch(weights), bias };
      const out = kernelFunc({ inputs: batches, backend, attrs: attributes }) as TensorInfo;
      return { ...out, shape: out.shape.slice(1) };
    },
  });
}

function asBatch(matrix: TensorInfo): TensorInfo {
  return { ...matrix, shape: [1, ...matrix.shape] };
}
