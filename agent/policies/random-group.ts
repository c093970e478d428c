import type { RandomStream } from "../../env/random/random-stream.js";
import { groupOf, nthAvailable } from "../../env/session/available-holes.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { drawCandidate } from "../plan/draw-candidate.js";
import { acquire, type PolicyEntry, stop } from "../policy.js";

const entry: PolicyEntry = {
  name: "random-group",
  summary: "finishes the group in random order, then draws from all holes; a node not yet surveyed counts as a hole",
  create() {
    let random: RandomStream;
    return {
      reset(_session, stream) {
        random = stream;
      },
      decide(session) {
        const { tree, availableCount } = session;
        const here = groupOf(session, session.place);
        const count = tree.level[here] === groupLevelOf(tree.shape) ? availableCount[here]! : 0;
        if (count === 0) return drawCandidate(session, random, "This group is done; drawn") ?? stop("No hole is left.");
        const decision = acquire(nthAvailable(session, here, random.integer(count)), () => ({
          numbers: { holesLeft: availableCount[0]!, holesLeftInGroup: count },
          sentence: `One of ${count} holes left in this group.`,
        }));
        return { ...decision, probability: 1 / count };
      },
    };
  },
};

export default entry;
