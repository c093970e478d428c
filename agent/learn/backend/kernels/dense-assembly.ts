import { registerGradient, type Tensor } from "../core.js";
import { registerAssemblyKernel } from "./assembly-kernel.js";
import { attributesOf } from "./attributes-of.js";

type Relu = { readonly relu: 0 | 1 };

const NAME = "AssemblyDense";

/** A dense layer; takes `x`, `weights` and `bias`. */
export const denseAssembly = registerAssemblyKernel<"x" | "weights" | "bias", "y", Relu>({
  name: NAME,
  inputs: ["x", "weights", "bias"],
  outputs: ["y"],
  shapesOf: ({ x, weights }) => ({ y: [x[0]!, weights[1]!] }),
  compute: (functions, { shapes: { x, weights }, from, to, attributes: { relu } }) => {
    functions.dense!(x[0]!, x[1]!, weights[1]!, from.x, from.weights, from.bias, to.y, relu);
  },
});

const inputGradient = registerAssemblyKernel<"weights" | "y" | "dy", "x", Relu>({
  name: "AssemblyDenseInputGradient",
  inputs: ["weights", "y", "dy"],
  outputs: ["x"],
  shapesOf: ({ weights, y }) => ({ x: [y[0]!, weights[0]!] }),
  scratch: (functions, { weights }) => functions.denseGradientScratch!(weights[0]!, weights[1]!),
  compute: (functions, { shapes: { weights, y }, from, to, scratch, attributes: { relu } }) => {
    const sizes = [y[0]!, weights[0]!, weights[1]!] as const;
    functions.denseGradient!(...sizes, 0, from.weights, from.y, from.dy, relu, to.x, 0, 0, scratch);
  },
});

const parameterGradient = registerAssemblyKernel<"x" | "y" | "dy", "weights" | "bias", Relu>({
  name: "AssemblyDenseParameterGradient",
  inputs: ["x", "y", "dy"],
  outputs: ["weights", "bias"],
  shapesOf: ({ x, y }) => ({ weights: [x[1]!, y[1]!], bias: [y[1]!] }),
  scratch: (functions, { x, y }) => functions.denseGradientScratch!(x[1]!, y[1]!),
  compute: (functions, { shapes: { x, y }, from, to, scratch, attributes: { relu } }) => {
    const sizes = [y[0]!, x[1]!, y[1]!] as const;
    functions.denseGradient!(...sizes, from.x, 0, from.y, from.dy, relu, 0, to.weights, to.bias, scratch);
  },
});

registerGradient({
  kernelName: NAME,
  inputsToSave: ["x", "weights"],
  outputsToSave: [true],
  gradFunc: (flow, saved, attributes) => {
    const [x, weights, y] = saved as [Tensor, Tensor, Tensor];
    const dy = flow as Tensor;
    const relu = attributesOf<Relu>(attributes);
    const parameters = parameterGradient({ x, y, dy }, relu);
    return {
      x: () => inputGradient({ weights, y, dy }, relu).x,
      weights: () => parameters.weights,
      bias: () => parameters.bias,
    };
  },
});
