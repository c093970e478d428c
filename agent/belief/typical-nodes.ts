import { leavesBelow } from "../../env/render/tree-walk.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Belief } from "./belief.js";
import type { Prior } from "./prior.js";
import { addShareMeans } from "./share-means.js";

/**
 * What is expected of nodes that nobody has surveyed: means over those of their level that were, in which the prior
 * counts as one more. How good they are beyond that is the belief's to say: the effects of the sample and the grid.
 */
export interface TypicalNodes {
  /** Number of children of a node of each level. [levels] */
  readonly children: Float64Array;
  /** Least seconds of entering a node of each level from beside it, its survey included. [levels] */
  readonly entrySeconds: Float64Array;
  /** What features say of the holes of a square, equally many of each, the least promising first: belief.offset. */
  readonly offsets: Float64Array;
}

/**
 * Typical nodes as a session has shown them so far.
 *
 * @example typicalNodes(session, belief, prior).children[2] // groups in a square
 */
export function typicalNodes(session: Session, belief: Belief, prior: Prior): TypicalNodes {
  const { tree, explored } = session;
  const { levels } = tree.shape;
  const groupLevel = groupLevelOf(tree.shape);
  const found = foundNodes(session);
  const children = Float64Array.from(levels, (name, level) => {
    const given = prior.typical.children[name];
    const counts = (found[level] ?? []).filter((node) => explored[node] === 1).map((node) => tree.childCount[node]!);
    if (given !== undefined) counts.push(given);
    return counts.length === 0 ? 1 : meanOf(counts);
  });
  const entrySeconds = Float64Array.from(levels, (_, level) => {
    if (level === 0) return 0;
    const nodes = level > groupLevel ? [] : found[level]!;
    const unexplored = nodes.filter((node) => explored[node] === 0);
    return entry(session, level, unexplored.length > 0 ? unexplored : nodes);
  });
  return { children, entrySeconds, offsets: offsetsOf(tree, found[groupLevel - 1]!, belief) };
}

/** Nodes above the leaves that were found and not given up, by level. */
function foundNodes({ tree, status, explored }: Session): number[][] {
  const found: number[][] = [[0]];
  for (let level = 1; level < tree.leafLevel; level++) {
    const nodes: number[] = [];
    for (const above of found[level - 1]!) {
      if (explored[above] === 0) continue;
      const first = tree.firstChild[above]!;
      for (let node = first; node < first + tree.childCount[above]!; node++) {
        if (status[node] === TargetStatus.Available) nodes.push(node);
      }
    }
    found.push(nodes);
  }
  return found;
}

function entry({ tree, plan }: Session, level: number, nodes: readonly number[]): number {
  const { latency } = plan;
  if (nodes.length > 0) return meanOf(nodes.map((node) => latency.leastEntrySeconds(tree, node)));
  const from = latency.leastSecondsBelow(tree, level - 1);
  return level === tree.leafLevel ? from : from - latency.leastSecondsBelow(tree, level);
}

function offsetsOf(tree: TargetTree, squares: readonly number[], belief: Belief): Float64Array {
  const sum = Float64Array.from(belief.typicalOffsets);
  let count = 1;
  for (const square of squares) {
    const leaves = leavesBelow(tree, square);
    if (leaves.length === 0) continue;
    addShareMeans(
      Float64Array.from(leaves, (leaf) => belief.offset(leaf)),
      sum,
    );
    count++;
  }
  return sum.map((value) => value / count);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
