import type { BeliefEntry } from "../belief.js";
import { TreeBelief } from "../tree-belief.js";

const entry: BeliefEntry = {
  name: "residual",
  summary: "effects of sample, grid, square and group on the share of good ones, Gaussian, in closed form",
  create: (session, prior) => new TreeBelief(session, prior),
};

export default entry;
