import { registerGradient, type Tensor } from "../core.js";
import { attributesOf } from "./attributes-of.js";
import { registerLoopKernel } from "./loop-kernel.js";

interface GatherAttributes {
  readonly indices: Int32Array;
  /** Length of what is gathered from. */
  readonly size: number;
  readonly [attribute: string]: Int32Array | number;
}

/** The values at `indices`: [size] to [M]. */
export const gatherFlatKernel = registerLoopKernel<GatherAttributes>({
  name: "GatherFlat",
  inputs: ["x"],
  outputShape: (_shapes, { indices }) => [indices.length],
  compute: ([x], output, { indices }) => {
    for (let i = 0; i < indices.length; i++) output[i] = x![indices[i]!]!;
  },
});

/** Adds each value to the place that it is gathered from: [M] to [size]. */
const scatterFlatKernel = registerLoopKernel<GatherAttributes>({
  name: "ScatterFlat",
  inputs: ["x"],
  outputShape: (_shapes, { size }) => [size],
  compute: ([x], output, { indices }) => {
    output.fill(0);
    for (let i = 0; i < indices.length; i++) output[indices[i]!]! += x![i]!;
  },
});

registerGradient({
  kernelName: "GatherFlat",
  gradFunc: (dy, _saved, attributes) => ({
    x: () => scatterFlatKernel({ x: dy as Tensor }, attributesOf<GatherAttributes>(attributes)),
  }),
});
registerGradient({
  kernelName: "ScatterFlat",
  gradFunc: (dy, _saved, attributes) => ({
    x: () => gatherFlatKernel({ x: dy as Tensor }, attributesOf<GatherAttributes>(attributes)),
  }),
});
