import { registerAssemblyKernel } from "./assembly-kernel.js";

const weights = ["encodedWeights", "summaryWeights", "candidateWeights", "specialWeights"] as const;
const biases = ["encodedBias", "summaryBias", "candidateBias", "specialBias"] as const;

type Weights = (typeof weights)[number];
type Biases = (typeof biases)[number];
type Sharpness = { readonly sharpness: number };

/** Logarithms of the probabilities of moves, and the candidates' layer before the last. */
export const moveHeadAssembly = registerAssemblyKernel<
  "starts" | "prior" | "encoded" | "summary" | Weights | Biases,
  "joint" | "y",
  Sharpness
>({
  name: "AssemblyMoveHead",
  inputs: ["starts", "prior", "encoded", "summary", ...weights, ...biases],
  outputs: ["joint", "y"],
  shapesOf: ({ prior, encoded, encodedBias }) => ({ joint: [encoded[0]!, encodedBias[0]!], y: prior }),
  scratch: (functions, { encoded, summary, encodedBias, specialBias }) =>
    functions.moveHeadScratch!(summary[0]!, encoded[0]!, encodedBias[0]!, specialBias[0]!),
  compute: (functions, { shapes, from, to, scratch, attributes: { sharpness } }) => {
    functions.moveHead!(
      ...[shapes.summary[0]!, from.starts, shapes.encoded[1]!, shapes.summary[1]!],
      ...[shapes.encodedBias[0]!, shapes.specialBias[0]!],
      ...[from.encoded, from.summary, from.prior, sharpness],
      ...[from.encodedWeights, from.encodedBias, from.summaryWeights, from.summaryBias],
      ...[from.candidateWeights, from.candidateBias, from.specialWeights, from.specialBias],
      ...[to.joint, to.y, scratch],
    );
  },
});

export const moveHeadGradient = registerAssemblyKernel<
  "starts" | "encoded" | "summary" | Weights | "joint" | "y" | "dy",
  "encoded" | "summary" | Weights | Biases,
  Sharpness
>({
  name: "AssemblyMoveHeadGradient",
  inputs: ["starts", "encoded", "summary", ...weights, "joint", "y", "dy"],
  outputs: ["encoded", "summary", ...weights, ...biases],
  shapesOf: ({ encoded, summary, encodedWeights, summaryWeights, candidateWeights, specialWeights, joint }) => ({
    encoded,
    summary,
    encodedWeights,
    summaryWeights,
    candidateWeights,
    specialWeights,
    encodedBias: [joint[1]!],
    summaryBias: [joint[1]!],
    candidateBias: [1],
    specialBias: [specialWeights[1]!],
  }),
  scratch: (functions, { encoded, summary, joint, specialWeights }) =>
    functions.moveHeadGradientScratch!(
      ...[summary[0]!, encoded[0]!, encoded[1]!, summary[1]!],
      ...[joint[1]!, specialWeights[1]!],
    ),
  compute: (functions, { shapes, from, to, scratch, attributes: { sharpness } }) => {
    functions.moveHeadGradient!(
      ...[shapes.summary[0]!, from.starts, shapes.encoded[1]!, shapes.summary[1]!],
      ...[shapes.joint[1]!, shapes.specialWeights[1]!],
      ...[from.encoded, from.summary, sharpness],
      ...[from.encodedWeights, from.summaryWeights, from.candidateWeights, from.specialWeights],
      ...[from.joint, from.y, from.dy, to.encoded, to.summary],
      ...[to.encodedWeights, to.encodedBias, to.summaryWeights, to.summaryBias],
      ...[to.candidateWeights, to.candidateBias, to.specialWeights, to.specialBias, scratch],
    );
  },
});
