import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Belief } from "../belief/belief.js";
import { beliefs } from "../belief/kinds/index.js";
import { loadPrior } from "../belief/prior.js";
import { addShareMeans } from "../belief/share-means.js";

/** Which belief the policies `ucb` and `thompson` have. */
const BELIEF = "residual";

const prior = loadPrior("generated");

/** Beyond this no offset of any belief leaves a chance that differs from 0 or 1. */
const MOST_OFFSET = 40;

/**
 * What a policy believes in a session, kept up to date by the session's events; and what it expects of nodes that nobody
 * has surveyed: means over those that were, in which the prior counts as one more.
 *
 * @example
 * const known = new SessionBelief(session); // in `reset`
 * known.belief.update(); // in `decide`
 */
export class SessionBelief {
  #belief!: Belief;
  /** Number of children of a typical node of each level. [levels] */
  readonly children: Float64Array;
  /** Least seconds of entering a typical node of each level from beside it, its survey included. [levels] */
  readonly entrySeconds: Float64Array;
  /** What features say of a typical square's leaves, from the least to the most promising: equal shares of them. */
  readonly offsets: Float64Array;
  readonly #priorOffsets: Float64Array;

  constructor(session: Session) {
    const levels = session.tree.shape.levels.length;
    this.children = new Float64Array(levels);
    this.entrySeconds = new Float64Array(levels);
    this.offsets = new Float64Array(prior.typical.chances.length);
    this.#belief = beliefs.get(BELIEF).create(session, prior);
    this.#priorOffsets = priorOffsets(this.#belief);
    this.#describe(session);
    session.listen({
      resulted: (_session, leaf) => this.#belief.observe(leaf, session.good[leaf] === 1),
      surveyed: () => {
        this.#belief = beliefs.get(BELIEF).create(session, prior);
        this.#describe(session);
      },
    });
  }

  /** About the targets found so far; another one after each survey. */
  get belief(): Belief {
    return this.#belief;
  }

  /** What would be believed if all results that are awaited were good. */
  hopeful(session: Session): Belief {
    const belief = beliefs.get(BELIEF).create(session, prior);
    const { tree, status } = session;
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      if (status[leaf] === TargetStatus.Pending) belief.observe(leaf, true);
    }
    belief.update();
    return belief;
  }

  #describe(session: Session): void {
    const { tree, explored } = session;
    const { levels } = tree.shape;
    const groupLevel = groupLevelOf(tree.shape);
    const found = foundNodes(session);
    for (let level = 0; level < levels.length; level++) {
      const nodes = found[level] ?? [];
      const counts = nodes.filter((node) => explored[node] === 1).map((node) => tree.childCount[node]!);
      const typical = prior.typical.children[levels[level]!];
      if (typical !== undefined) counts.push(typical);
      this.children[level] = counts.length === 0 ? 1 : meanOf(counts);
      const unexplored = nodes.filter((node) => explored[node] === 0);
      const like = level > groupLevel ? [] : unexplored.length > 0 ? unexplored : nodes;
      this.entrySeconds[level] = level === 0 ? 0 : entrySeconds(session, level, like);
    }
    this.#describeLeaves(tree, found[groupLevel - 1]!);
  }

  #describeLeaves(tree: TargetTree, squares: readonly number[]): void {
    const sum = Float64Array.from(this.#priorOffsets);
    let count = 1;
    for (const square of squares) {
      const offsets = leavesBelow(tree, square).map((leaf) => this.#belief.offset(leaf));
      if (offsets.length === 0) continue;
      addShareMeans(Float64Array.from(offsets), sum);
      count++;
    }
    for (let i = 0; i < sum.length; i++) this.offsets[i] = sum[i]! / count;
  }
}

/**
 * The prior's chances of a typical square's leaves as offsets in a belief's own unit: those that give these chances at
 * the root.
 */
function priorOffsets(belief: Belief): Float64Array {
  const { typical, goodShare } = prior;
  return Float64Array.from(typical.chances, (typicalChance) => {
    const chance = belief.hasPredictions ? typicalChance : goodShare;
    let low = -MOST_OFFSET;
    let high = MOST_OFFSET;
    while (high - low > 1e-9) {
      const middle = (low + high) / 2;
      if (belief.chanceBelow(0, middle) < chance) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  });
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

function entrySeconds({ tree, plan }: Session, level: number, nodes: readonly number[]): number {
  const { latency } = plan;
  if (nodes.length > 0) return meanOf(nodes.map((node) => latency.leastEntrySeconds(tree, node)));
  const from = latency.leastSecondsBelow(tree, level - 1);
  return level === tree.leafLevel ? from : from - latency.leastSecondsBelow(tree, level);
}

function leavesBelow(tree: TargetTree, node: number): number[] {
  if (tree.isLeaf(node)) return [node];
  const first = tree.firstChild[node]!;
  return Array.from({ length: tree.childCount[node]! }, (_, i) => leavesBelow(tree, first + i)).flat();
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
