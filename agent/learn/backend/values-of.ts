import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend, getBackend, type Tensor } from "./core.js";

/**
 * The numbers of a `float32` tensor, to be copied at once: on WebAssembly a view of its memory, void as soon as another
 * tensor is made.
 *
 * @example into.set(valuesOf(gradient), at)
 */
export function valuesOf(tensor: Tensor): Float32Array {
  if (getBackend() !== "wasm") return tensor.dataSync<"float32">();
  return (backend() as BackendWasm).typedArrayFromHeap(tensor) as Float32Array;
}
