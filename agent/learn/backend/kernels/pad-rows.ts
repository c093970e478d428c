import { registerGradient, type Tensor } from "../core.js";
import { attributesOf } from "./attributes-of.js";
import { registerLoopKernel } from "./loop-kernel.js";
import type { Segments } from "./starts.js";

interface PadAttributes extends Segments {
  readonly width: number;
  readonly fill: number;
}

/** The values of each segment, then `fill` up to `width`: [N] to [B, width]. */
export const padRowsKernel = registerLoopKernel<PadAttributes>({
  name: "RaggedPadRows",
  inputs: ["x"],
  outputShape: (_shapes, { starts, width }) => [starts.length - 1, width],
  compute: ([x], output, { starts, width, fill }) => {
    for (let b = 0; b + 1 < starts.length; b++) {
      const length = starts[b + 1]! - starts[b]!;
      for (let k = 0; k < length; k++) output[b * width + k] = x![starts[b]! + k]!;
      for (let k = length; k < width; k++) output[b * width + k] = fill;
    }
  },
});

/** Takes padding away: [B, width] to [N]. */
const unpadRowsKernel = registerLoopKernel<PadAttributes>({
  name: "RaggedUnpadRows",
  inputs: ["x"],
  outputShape: (_shapes, { starts }) => [starts.at(-1)!],
  compute: ([x], output, { starts, width }) => {
    for (let b = 0; b + 1 < starts.length; b++) {
      const length = starts[b + 1]! - starts[b]!;
      for (let k = 0; k < length; k++) output[starts[b]! + k] = x![b * width + k]!;
    }
  },
});

registerGradient({
  kernelName: "RaggedPadRows",
  gradFunc: (dy, _saved, attributes) => ({
    x: () => unpadRowsKernel({ x: dy as Tensor }, attributesOf<PadAttributes>(attributes)),
  }),
});
registerGradient({
  kernelName: "RaggedUnpadRows",
  gradFunc: (dy, _saved, attributes) => ({
    x: () => padRowsKernel({ x: dy as Tensor }, { ...attributesOf<PadAttributes>(attributes), fill: 0 }),
  }),
});
