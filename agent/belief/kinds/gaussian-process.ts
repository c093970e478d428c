import type { BeliefEntry } from "../belief.js";
import { GaussianProcessBelief } from "../gaussian-process/gaussian-process-belief.js";
import { loadKernelParameters } from "../gaussian-process/kernel-parameters.js";

const parameters = loadKernelParameters("gaussian-process");

const entry: BeliefEntry = {
  name: "gaussian-process",
  summary: "a Gaussian process over features and position with a probit link; its own kernel file is its prior",
  create: (session, prior) =>
    new GaussianProcessBelief(session, parameters, { typicalChances: prior.typical.chances.flat() }),
};

export default entry;
