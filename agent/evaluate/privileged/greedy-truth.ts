import { cheapestPromising } from "../../plan/cheapest-promising.js";
import { PROMISING_CTF_RESOLUTION_ANGSTROM } from "../../policies/greedy.js";
import { acquire, stop } from "../../policy.js";
import type { PrivilegedPolicyEntry } from "../privileged-policy.js";

const entry: PrivilegedPolicyEntry = {
  name: "greedy-truth",
  summary: "greedy with the true CTF resolution in place of the prediction",
  create: ({ data }) => ({
    reset() {},
    decide(session) {
      const choice = cheapestPromising(session, data.ctfResolutionAngstrom, PROMISING_CTF_RESOLUTION_ANGSTROM);
      if (choice === -1) return stop("No hole is left.");
      return acquire(choice, () => ({
        numbers: { ctfResolutionAngstrom: data.ctfResolutionAngstrom[choice]! },
        sentence: "The cheapest hole that is truly good.",
      }));
    },
  }),
};

export default entry;
