import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { Cast, getKernel, Identity, type KernelConfig, registerKernel, unregisterKernel } from "../core.js";

/**
 * On WebAssembly, copies of a tensor and casts to its own type copy its numbers, where other backends count one more
 * owner of them. TensorFlow.js copies every tensor that a gradient will want. Takes effect from the next run of a kernel.
 * Needs the backend's own kernels: call it once that is loaded.
 */
export function shareIdentities(): void {
  if (shared) return;
  shared = true;
  replace(Identity, () => true);
  replace(Cast, ({ inputs, attrs }) => inputs.x?.dtype === attrs?.dtype);
}

let shared = false;

type Arguments = Parameters<KernelConfig["kernelFunc"]>[0];

function replace(kernelName: string, isSame: (kernel: Arguments) => boolean): void {
  const original = getKernel(kernelName, "wasm");
  unregisterKernel(kernelName, "wasm");
  registerKernel({
    ...original,
    kernelFunc: (kernel) => {
      const { x } = kernel.inputs;
      if (x === undefined || x.dtype === "string" || !isSame(kernel)) return original.kernelFunc(kernel);
      (kernel.backend as BackendWasm).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}
