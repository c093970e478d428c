import { nthAvailable } from "../../env/session/available-holes.js";
import { acquire, type PolicyEntry, stop } from "../policy.js";

const entry: PolicyEntry = {
  name: "raster",
  summary: "finishes the group, the square and the grid it stands in, each in the order of finding, then the next",
  create: () => ({
    reset() {},
    decide(session) {
      const { tree, availableCount, place } = session;
      if (availableCount[0] === 0) return stop("No hole is left.");
      let node = place;
      while (availableCount[node] === 0) node = tree.parent[node]!;
      return acquire(nthAvailable(session, node, 0), () => ({
        numbers: { holesLeft: availableCount[node]! },
        sentence: `The first of ${availableCount[node]} holes left in this ${tree.shape.levels[tree.level[node]!]}.`,
      }));
    },
  }),
};

export default entry;
