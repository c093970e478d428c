import type { Session } from "../../env/session/session.js";
import { acquire, type PolicyEntry, stop, survey } from "../policy.js";

/** The first child of a node, in the order of finding, that may hold something to expose; −1 if there is none. */
function firstOpenChild(session: Session, node: number): number {
  const { tree } = session;
  const first = tree.firstChild[node]!;
  for (let child = first; child < first + tree.childCount[node]!; child++) if (session.isOpen(child)) return child;
  return -1;
}

const entry: PolicyEntry = {
  name: "raster",
  summary: "finishes the group, the square and the grid it stands in, each in the order of finding, then the next",
  remembers: "nothing",
  create: () => ({
    reset() {},
    decide(session) {
      const { tree, availableCount, explored } = session;
      let node = session.place;
      while (node !== 0 && firstOpenChild(session, node) === -1) node = tree.parent[node]!;
      let next = firstOpenChild(session, node);
      if (next === -1) return stop("No hole is left.");
      while (!tree.isLeaf(next) && explored[next] === 1) next = firstOpenChild(session, next);
      const level = (row: number) => tree.shape.levels[tree.level[row]!];
      if (!tree.isLeaf(next)) {
        return survey(next, () => ({
          numbers: { holesLeft: availableCount[node]! },
          sentence: `The first ${level(next)} to survey in this ${level(node)}.`,
        }));
      }
      return acquire(next, () => ({
        numbers: { holesLeft: availableCount[node]! },
        sentence: `The first of ${availableCount[node]} holes left in this ${level(node)}.`,
      }));
    },
  }),
};

export default entry;
