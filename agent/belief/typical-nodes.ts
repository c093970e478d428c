import { childrenOf, leavesBelow } from "../../env/render/tree-walk.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Belief } from "./belief.js";
import type { Prior } from "./prior.js";
import { addShareMeans } from "./share-means.js";
import { addTypicalGroups } from "./typical-groups.js";

/**
 * The prior counts for so many nodes among those whose children were counted: sessions differ in that far more than nodes
 * of one session.
 */
const PRIOR_COUNT = 0.1;

/**
 * What is expected of nodes that nobody has surveyed: means over those of their level that were, and of the prior. How
 * good they are beyond that is the belief's to say: the effects of the sample and the grid.
 */
export interface TypicalNodes extends Offsets {
  /** Number of children of a node of each level. [levels] */
  readonly children: Float64Array;
  /** Least seconds of entering a node of each level from beside it, its survey included. [levels] */
  readonly entrySeconds: Float64Array;
}

/** What features say, as belief.offset does. */
interface Offsets {
  /** Of leaves: {@link addTypicalGroups}. [kinds × shares] */
  readonly offsets: Float64Array;
  /** Of squares, equal shares of them, the least promising first. [kinds] */
  readonly squareOffsets: Float64Array;
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
    if (given === undefined) return counts.length === 0 ? 1 : meanOf(counts);
    return given + (sumOf(counts) - counts.length * given) / (counts.length + PRIOR_COUNT);
  });
  const entrySeconds = Float64Array.from(levels, (_, level) => {
    if (level === 0) return 0;
    const nodes = level > groupLevel ? [] : found[level]!;
    const unexplored = nodes.filter((node) => explored[node] === 0);
    return entry(session, level, unexplored.length > 0 ? unexplored : nodes);
  });
  return { children, entrySeconds, ...offsetsOf(session, found[groupLevel - 1]!, belief) };
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

/** What features say of squares and of the leaves of their groups; the prior counts as one more square. */
function offsetsOf({ tree, explored }: Session, squares: readonly number[], belief: Belief): Offsets {
  const { typicalOffsets, typicalSquares } = belief;
  const own = Float64Array.from(squares, (square) => belief.offset(square));
  const surveyed = squares.filter((square) => explored[square] === 1 && leavesBelow(tree, square).length > 0);
  const groups = surveyed
    .flatMap((square) => childrenOf(tree, square))
    .map((group) => Float64Array.from(leavesBelow(tree, group), (leaf) => belief.offset(leaf)))
    .filter((leaves) => leaves.length > 0);
  return {
    squareOffsets:
      own.length === 0
        ? typicalSquares
        : withPrior(addShareMeans(own, new Float64Array(typicalSquares.length)), squares.length, typicalSquares),
    offsets:
      groups.length === 0
        ? typicalOffsets
        : withPrior(addTypicalGroups(groups, new Float64Array(typicalOffsets.length)), surveyed.length, typicalOffsets),
  };
}

/** Means of so many found ones and one of the prior. */
function withPrior(found: Float64Array, count: number, prior: Float64Array): Float64Array {
  return found.map((value, i) => (count * value + prior[i]!) / (count + 1));
}

function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
