import { registerGradient, type Tensor } from "../core.js";
import { attributesOf } from "./attributes-of.js";
import { registerLoopKernel } from "./loop-kernel.js";
import type { Segments } from "./starts.js";

/** Logarithms of the softmax of each segment, [N] to [N]. */
export const segmentLogSoftmaxKernel = registerLoopKernel<Segments>({
  name: "RaggedSegmentLogSoftmax",
  inputs: ["x"],
  outputShape: ([x]) => [...x!],
  compute: ([x], output, { starts }) => {
    for (let b = 0; b + 1 < starts.length; b++) {
      const end = starts[b + 1]!;
      let greatest = Number.NEGATIVE_INFINITY;
      for (let i = starts[b]!; i < end; i++) greatest = Math.max(greatest, x![i]!);
      let sum = 0;
      for (let i = starts[b]!; i < end; i++) sum += Math.exp(x![i]! - greatest);
      const logarithm = Math.log(sum);
      // In this order, as a large `greatest` plus a small logarithm would lose the latter.
      for (let i = starts[b]!; i < end; i++) output[i] = x![i]! - greatest - logarithm;
    }
  },
});

const segmentLogSoftmaxGradient = registerLoopKernel<Segments>({
  name: "RaggedSegmentLogSoftmaxGradient",
  inputs: ["y", "dy"],
  outputShape: ([y]) => [...y!],
  compute: ([y, dy], output, { starts }) => {
    for (let b = 0; b + 1 < starts.length; b++) {
      const end = starts[b + 1]!;
      let sum = 0;
      for (let i = starts[b]!; i < end; i++) sum += dy![i]!;
      for (let i = starts[b]!; i < end; i++) output[i] = dy![i]! - Math.exp(y![i]!) * sum;
    }
  },
});

registerGradient({
  kernelName: "RaggedSegmentLogSoftmax",
  outputsToSave: [true],
  gradFunc: (dy, [y], attributes) => ({
    x: () => segmentLogSoftmaxGradient({ y: y!, dy: dy as Tensor }, attributesOf<Segments>(attributes)),
  }),
});
