import { registerLoopKernel } from "./loop-kernel.js";

/** Rows that fit the processor's nearest cache at the widths in use. */
const BLOCK = 32;

/** Sum of all rows, [N, H] to [H]. WebAssembly's own sum over the first axis transposes before. Has no gradient. */
export const sumRowsKernel = registerLoopKernel({
  name: "SumRowsLoop",
  inputs: ["x"],
  outputShape: ([x]) => [x![1]!],
  compute: ([x], output) => {
    const width = output.length;
    output.fill(0);
    for (let first = 0; first < x!.length; first += BLOCK * width) {
      const end = Math.min(x!.length, first + BLOCK * width);
      for (let h = 0; h < width; h++) {
        let sum = 0;
        for (let i = first + h; i < end; i += width) sum += x![i]!;
        output[h]! += sum;
      }
    }
  },
});
