import { registerAssemblyKernel } from "./assembly-kernel.js";

/** A value for each sample, of its level. */
export const levelHeadAssembly = registerAssemblyKernel<
  "summary" | "privileged" | "levels" | "baseline" | "weights" | "bias" | "privilegedWeights" | "privilegedBias",
  "y",
  Record<string, never>
>({
  name: "AssemblyLevelHead",
  inputs: [
    ...(["summary", "privileged", "levels", "baseline"] as const),
    ...(["weights", "bias", "privilegedWeights", "privilegedBias"] as const),
  ],
  outputs: ["y"],
  shapesOf: ({ summary }) => ({ y: [summary[0]!] }),
  compute: (functions, { shapes: { summary, privileged, bias }, from, to }) => {
    functions.levelHead!(
      ...[summary[0]!, summary[1]!, privileged[1]!, bias[0]!],
      ...[from.summary, from.privileged, from.levels, from.baseline],
      ...[from.weights, from.bias, from.privilegedWeights, from.privilegedBias, to.y],
    );
  },
});

/** Both biases have the same gradient. */
export const levelHeadGradient = registerAssemblyKernel<
  "summary" | "privileged" | "levels" | "weights" | "dy",
  "summary" | "weights" | "bias" | "privilegedWeights",
  Record<string, never>
>({
  name: "AssemblyLevelHeadGradient",
  inputs: ["summary", "privileged", "levels", "weights", "dy"],
  outputs: ["summary", "weights", "bias", "privilegedWeights"],
  shapesOf: ({ summary, privileged, weights }) => ({
    summary,
    weights,
    bias: [weights[1]!],
    privilegedWeights: [privileged[1]!, weights[1]!],
  }),
  compute: (functions, { shapes: { summary, privileged, weights }, from, to }) => {
    functions.levelHeadGradient!(
      ...[summary[0]!, summary[1]!, privileged[1]!, weights[1]!],
      ...[from.summary, from.privileged, from.levels, from.weights, from.dy],
      ...[to.summary, to.weights, to.bias, to.privilegedWeights],
    );
  },
});
