import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { fits } from "../../env/world/fits.js";

/** Nodes that were found, may be entered and have not been surveyed, in the order of the tree: grids, then squares. */
export function unexploredNodes(session: Session): number[] {
  const { tree, explored } = session;
  const nodes: number[] = [];
  const last = groupLevelOf(tree.shape);
  let level = [0];
  for (let depth = 0; depth < last && level.length > 0; depth++) {
    const below: number[] = [];
    for (const node of level) {
      if (explored[node] === 0) {
        if (node !== 0 && session.isOpen(node)) nodes.push(node);
        continue;
      }
      const first = tree.firstChild[node]!;
      for (let child = first; child < first + tree.childCount[node]!; child++) below.push(child);
    }
    level = below;
  }
  return nodes;
}

/** Least expected seconds from where the stage stands, through the survey of a node, to the end of an exposure below. */
export function leastSecondsThrough(session: Session, node: number): number {
  const { tree, plan } = session;
  return session.expectedSeconds(node) + plan.latency.leastSecondsBelow(tree, tree.level[node]!);
}

/** Whether a node can be surveyed and something in it be exposed in the time left, as far as is expected. */
export function surveyFits(session: Session, node: number): boolean {
  return fits(leastSecondsThrough(session, node), session.remainingSeconds);
}
