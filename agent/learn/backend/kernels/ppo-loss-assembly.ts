import { registerAssemblyKernel } from "./assembly-kernel.js";

const ofSteps = ["chosen", "before", "advantages", "returns", "valuesBefore", "entropyWeights"] as const;

/** The loss of PPO, what is logged of it, and its gradients. */
export const ppoLossAssembly = registerAssemblyKernel<
  "starts" | "logProbabilities" | "values" | (typeof ofSteps)[number],
  "loss" | "parts" | "dLogProbabilities" | "dValues",
  {
    readonly clip: number;
    /** Infinity for none. */
    readonly valueClip: number;
    readonly valueWeight: number;
    readonly learnsPolicy: 0 | 1;
  }
>({
  name: "AssemblyPpoLoss",
  inputs: ["starts", "logProbabilities", "values", ...ofSteps],
  outputs: ["loss", "parts", "dLogProbabilities", "dValues"],
  shapesOf: ({ logProbabilities, values }) => ({
    loss: [],
    parts: [5],
    dLogProbabilities: logProbabilities,
    dValues: values,
  }),
  compute: (functions, { shapes, from, to, attributes: { clip, valueClip, valueWeight, learnsPolicy } }) => {
    functions.ppoLoss!(
      ...[shapes.values[0]!, from.starts, from.logProbabilities, from.values],
      ...[from.chosen, from.before, from.advantages, from.returns, from.valuesBefore, from.entropyWeights],
      ...[clip, valueClip, valueWeight, learnsPolicy],
      ...[to.loss, to.parts, to.dLogProbabilities, to.dValues],
    );
  },
});
