import type { RandomStream } from "../../env/random/random-stream.js";
import { drawCandidate } from "../plan/draw-candidate.js";
import { type PolicyEntry, stop } from "../policy.js";

const entry: PolicyEntry = {
  name: "random",
  summary: "draws uniformly from all holes that are left; a grid or square not yet surveyed counts as one of them",
  create() {
    let random: RandomStream;
    return {
      reset(_session, stream) {
        random = stream;
      },
      decide: (session) => drawCandidate(session, random, "Drawn at random") ?? stop("No hole is left."),
    };
  },
};

export default entry;
