import { registerGradient, type Tensor } from "../core.js";
import { attributesOf } from "./attributes-of.js";
import { registerLoopKernel } from "./loop-kernel.js";
import type { Segments } from "./starts.js";

/** Greatest of each column over the rows of each segment, [N, H] to [B, H]; 0 where there are none. */
export const segmentMaxKernel = registerLoopKernel<Segments>({
  name: "RaggedSegmentMax",
  inputs: ["x"],
  outputShape: ([x], { starts }) => [starts.length - 1, x![1]!],
  compute: ([x], output, { starts }) => {
    const segments = starts.length - 1;
    const width = segments === 0 ? 0 : output.length / segments;
    for (let b = 0; b < segments; b++) {
      const first = starts[b]! * width;
      const end = starts[b + 1]! * width;
      for (let h = 0; h < width; h++) {
        let greatest = first < end ? x![first + h]! : 0;
        for (let i = first + width + h; i < end; i += width) {
          const value = x![i]!;
          if (value <= greatest) continue;
          greatest = value;
          // What is not a number is kept, so that it is seen.
          if (Number.isNaN(value)) break;
        }
        output[b * width + h] = greatest;
      }
    }
  },
});

/** What flows back: all to the first row that has the greatest. */
const segmentMaxGradient = registerLoopKernel<Segments>({
  name: "RaggedSegmentMaxGradient",
  inputs: ["x", "y", "dy"],
  outputShape: ([x]) => [...x!],
  compute: ([x, y, dy], output, { starts }) => {
    const segments = starts.length - 1;
    const width = segments === 0 ? 0 : y!.length / segments;
    output.fill(0);
    for (let b = 0; b < segments; b++) {
      for (let h = 0; h < width; h++) {
        const at = b * width + h;
        for (let row = starts[b]!; row < starts[b + 1]!; row++) {
          if (x![row * width + h] !== y![at]) continue;
          output[row * width + h] = dy![at]!;
          break;
        }
      }
    }
  },
});

registerGradient({
  kernelName: "RaggedSegmentMax",
  inputsToSave: ["x"],
  outputsToSave: [true],
  gradFunc: (dy, [x, y], attributes) => ({
    x: () => segmentMaxGradient({ x: x!, y: y!, dy: dy as Tensor }, attributesOf<Segments>(attributes)),
  }),
});
