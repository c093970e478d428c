import { getBackend, getGradient, Relu, registerGradient, type Tensor, unregisterGradient } from "../core.js";
import { registerLoopKernel } from "./loop-kernel.js";

/** What flows back through a ReLU: `dy` where its input or output `y` is above 0. */
export const reluGradientKernel = registerLoopKernel({
  name: "ReluGradientLoop",
  inputs: ["y", "dy"],
  outputShape: ([y]) => [...y!],
  compute: ([y, dy], output) => {
    // On bits, as a branch on random signs costs five times as much: 0 − y of a float above 0 has the sign bit set.
    const yBits = bits(y!);
    const dyBits = bits(dy!);
    const outputBits = bits(output);
    const blocks = outputBits.length & ~3;
    for (let i = 0; i < blocks; i += 4) {
      outputBits[i] = dyBits[i]! & ((0 - yBits[i]!) >> 31);
      outputBits[i + 1] = dyBits[i + 1]! & ((0 - yBits[i + 1]!) >> 31);
      outputBits[i + 2] = dyBits[i + 2]! & ((0 - yBits[i + 2]!) >> 31);
      outputBits[i + 3] = dyBits[i + 3]! & ((0 - yBits[i + 3]!) >> 31);
    }
    for (let i = blocks; i < outputBits.length; i++) outputBits[i] = dyBits[i]! & ((0 - yBits[i]!) >> 31);
  },
});

function bits(numbers: Float32Array): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
}

const original = getGradient(Relu);

unregisterGradient(Relu);
registerGradient({
  ...original,
  gradFunc: (dy, saved, attributes) =>
    getBackend() === "tensorflow"
      ? original.gradFunc(dy, saved, attributes)
      : { x: () => reluGradientKernel({ y: saved[0]!, dy: dy as Tensor }, {}) },
});
