import { registerGradient, type Tensor } from "../core.js";
import { registerLoopKernel } from "./loop-kernel.js";
import type { Segments } from "./starts.js";

/** Of both kernels of this file. */
interface SumAttributes extends Segments {
  /** Whether what belongs to a segment is divided by its number of rows. */
  readonly mean: boolean;
}

/** Sum or mean over the rows of each segment, [N, H] to [B, H]; 0 where there are none. */
export const segmentSumKernel = registerLoopKernel<SumAttributes>({
  name: "RaggedSegmentSum",
  inputs: ["x"],
  outputShape: ([x], { starts }) => [starts.length - 1, x![1]!],
  compute: ([x], output, { starts, mean }) => {
    const segments = starts.length - 1;
    const width = segments === 0 ? 0 : output.length / segments;
    output.fill(0);
    for (let b = 0; b < segments; b++) {
      const to = b * width;
      for (let from = starts[b]! * width; from < starts[b + 1]! * width; from += width) {
        for (let h = 0; h < width; h++) output[to + h]! += x![from + h]!;
      }
      const rows = starts[b + 1]! - starts[b]!;
      if (mean && rows > 1) for (let h = 0; h < width; h++) output[to + h]! /= rows;
    }
  },
});

/** Row b for each row of segment b, [B, H] to [N, H]; with `mean` divided by the segment's number of rows. */
export const repeatRowsKernel = registerLoopKernel<SumAttributes>({
  name: "RaggedRepeatRows",
  inputs: ["x"],
  outputShape: ([x], { starts }) => [starts.at(-1)!, x![1]!],
  compute: ([x], output, { starts, mean }) => {
    const segments = starts.length - 1;
    const width = segments === 0 ? 0 : x!.length / segments;
    for (let b = 0; b < segments; b++) {
      const from = b * width;
      const share = mean ? 1 / (starts[b + 1]! - starts[b]!) : 1;
      for (let to = starts[b]! * width; to < starts[b + 1]! * width; to += width) {
        for (let h = 0; h < width; h++) output[to + h] = x![from + h]! * share;
      }
    }
  },
});

// Each is the transpose of the other, so each is the other's gradient.
registerGradient({
  kernelName: "RaggedSegmentSum",
  gradFunc: (dy, _saved, attributes) => ({
    x: () => repeatRowsKernel({ x: dy as Tensor }, attributes as unknown as SumAttributes),
  }),
});
registerGradient({
  kernelName: "RaggedRepeatRows",
  gradFunc: (dy, _saved, attributes) => ({
    x: () => segmentSumKernel({ x: dy as Tensor }, attributes as unknown as SumAttributes),
  }),
});
