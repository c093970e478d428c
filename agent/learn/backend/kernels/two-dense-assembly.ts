import { registerAssemblyKernel } from "./assembly-kernel.js";

type Parameters = "weights1" | "bias1" | "weights2" | "bias2";

/** Two dense layers with ReLU; `between` is what comes out of the first. */
export const twoDenseAssembly = registerAssemblyKernel<"x" | Parameters, "between" | "y", Record<string, never>>({
  name: "AssemblyTwoDense",
  inputs: ["x", "weights1", "bias1", "weights2", "bias2"],
  outputs: ["between", "y"],
  shapesOf: ({ x, bias1, bias2 }) => ({ between: [x[0]!, bias1[0]!], y: [x[0]!, bias2[0]!] }),
  compute: (functions, { shapes: { x, bias1, bias2 }, from, to }) => {
    const sizes = [x[0]!, x[1]!, bias1[0]!, bias2[0]!] as const;
    const parameters = [from.weights1, from.bias1, from.weights2, from.bias2] as const;
    functions.twoDense!(...sizes, from.x, ...parameters, to.between, to.y);
  },
});

/** Without `wantsX`, `x` is empty. */
export const twoDenseGradient = registerAssemblyKernel<
  "x" | "weights1" | "weights2" | "between" | "y" | "dy",
  "x" | Parameters,
  { readonly wantsX: 0 | 1 }
>({
  name: "AssemblyTwoDenseGradient",
  inputs: ["x", "weights1", "weights2", "between", "y", "dy"],
  outputs: ["x", "weights1", "bias1", "weights2", "bias2"],
  shapesOf: ({ x, between, y }, { wantsX }) => ({
    x: wantsX === 1 ? x : [0],
    weights1: [x[1]!, between[1]!],
    bias1: [between[1]!],
    weights2: [between[1]!, y[1]!],
    bias2: [y[1]!],
  }),
  scratch: (functions, { x, between, y }) => functions.twoDenseGradientScratch!(x[1]!, between[1]!, y[1]!),
  compute: (functions, { shapes: { x, between, y }, from, to, scratch, attributes: { wantsX } }) => {
    functions.twoDenseGradient!(
      ...[x[0]!, x[1]!, between[1]!, y[1]!],
      ...[from.x, from.weights1, from.weights2, from.between, from.y, from.dy],
      ...[wantsX === 1 ? to.x : 0, to.weights1, to.bias1, to.weights2, to.bias2, scratch],
    );
  },
});
