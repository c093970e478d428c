import { firstUnexplored } from "../../agent/evaluate/truth.js";
import { acquire, type Policy, stop, survey } from "../../agent/policy.js";

const silent = () => ({ numbers: {}, sentence: "By the script." });

/**
 * Exposes holes in a given order, found or not, surveying what is on the way; what was given up is left out, and so is
 * what does not fit into the time left.
 */
export function scriptedPolicy(holes: readonly number[]): Policy {
  return {
    reset() {},
    decide(session) {
      for (const hole of holes) {
        const node = firstUnexplored(session, hole);
        const seconds = session.expectedSeconds(hole);
        if (seconds > session.remainingSeconds || !(node === -1 ? session.isAvailable(hole) : session.isOpen(node)))
          continue;
        return node === -1 ? acquire(hole, silent) : survey(node, silent);
      }
      return stop("The script is at its end.");
    },
  };
}
