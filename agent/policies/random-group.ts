import type { RandomStream } from "../../env/random/random-stream.js";
import { groupOf, nthAvailable } from "../../env/session/available-holes.js";
import { acquire, type PolicyEntry, stop } from "../policy.js";

const entry: PolicyEntry = {
  name: "random-group",
  summary: "finishes the group in random order, then goes to the group of a hole drawn at random",
  create() {
    let random: RandomStream;
    return {
      reset(_session, stream) {
        random = stream;
      },
      decide(session) {
        const total = session.availableCount[0]!;
        if (total === 0) return stop("No hole is left.");
        const here = groupOf(session, session.place);
        const stays = session.availableCount[here]! > 0 && session.tree.level[here] === session.tree.leafLevel - 1;
        const node = stays ? here : 0;
        const count = session.availableCount[node]!;
        return acquire(nthAvailable(session, node, random.integer(count)), () => ({
          numbers: { holesLeft: total, holesLeftInGroup: session.availableCount[here]! },
          sentence: stays
            ? `One of ${count} holes left in this group.`
            : `This group is done; drawn from all ${count} holes.`,
        }));
      },
    };
  },
};

export default entry;
