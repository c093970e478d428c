import { cheapestPromising } from "../../plan/cheapest-promising.js";
import { PROMISING_CTF_RESOLUTION_ANGSTROM } from "../../policies/greedy.js";
import { acquire, stop, survey } from "../../policy.js";
import { Obtainable } from "../obtainable.js";
import type { PrivilegedPolicyEntry } from "../privileged-policy.js";
import { firstUnexplored } from "../truth.js";

const entry: PrivilegedPolicyEntry = {
  name: "greedy-truth",
  summary: "greedy with the true CTF resolution in place of the prediction, found or not",
  create(world) {
    const values = world.data.ctfResolutionAngstrom;
    let obtainable: Obtainable;
    return {
      reset(session) {
        obtainable = new Obtainable(world, session);
      },
      decide(session) {
        const status = obtainable.status(session);
        const choice = cheapestPromising(session, values, PROMISING_CTF_RESOLUTION_ANGSTROM, { status });
        if (choice === -1) return stop("No hole is left.");
        const numbers: Record<string, number> = Number.isNaN(values[choice]!)
          ? {}
          : { ctfResolutionAngstrom: values[choice]! };
        const node = firstUnexplored(session, choice);
        if (node !== -1)
          return survey(node, () => ({ numbers, sentence: "On the way to the cheapest hole that is truly good." }));
        return acquire(choice, () => ({ numbers, sentence: "The cheapest hole that is truly good." }));
      },
    };
  },
};

export default entry;
