import type { Session } from "../../env/session/session.js";
import type { Belief } from "../belief/belief.js";
import { GROUP_KINDS, LEAF_SHARES, SQUARE_KINDS } from "../belief/typical-groups.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";
import { halfStep, logit } from "./logit.js";

/** A group that a simulation imagines. */
export interface TypicalGroup {
  /** Logits of the chances of its leaves, the most promising first. [leaves] */
  readonly logit: Float64Array;
  /** How much they vary with what the square (all above it included) and the group add. [leaves] */
  readonly squareLoad: Float64Array;
  readonly groupLoad: Float64Array;
}

/** What a simulation imagines in a node that was not surveyed. */
export interface TypicalNode {
  /** Groups of each square in it; of a square, its own. */
  readonly squares: readonly (readonly TypicalGroup[])[];
  readonly squareEntrySeconds: number;
  readonly groupEntrySeconds: number;
  readonly leafSeconds: number;
}

/** Standard deviation of what a group adds, as a share of what its square does: about that of the shipped prior's logit. */
const GROUP_SHARE = 0.56;

/** No more squares are imagined in a grid: there is hardly time for more. */
const MOST_SQUARES = 8;

/**
 * What to imagine below a node: squares and groups of each kind that there is, in equal numbers.
 *
 * @param node found and not surveyed: a grid or a square
 * @param groupLevel level of the groups; leaves may lie more than one level below it
 * @example typicalNode(session, belief, typicalNodes(session, belief, prior), square, 3).squares[0].length // of groups
 */
export function typicalNode(
  { tree }: Session,
  belief: Belief,
  typical: TypicalNodes,
  node: number,
  groupLevel: number,
): TypicalNode {
  const { children, entrySeconds, squareOffsets } = typical;
  const count = (level: number) => Math.max(1, Math.round(children[level]!));
  let leaves = 1;
  let leafSeconds = 0;
  for (let level = tree.leafLevel; level > groupLevel; level--) {
    leafSeconds += entrySeconds[level]! / leaves;
    leaves *= count(level - 1);
  }
  const isGrid = tree.level[node]! < groupLevel - 1;
  const squareKinds = isGrid ? kindsOf(Math.min(MOST_SQUARES, count(groupLevel - 2)), SQUARE_KINDS) : [0];
  const groupKinds = kindsOf(count(groupLevel - 1), GROUP_KINDS);
  const groups = new Map<number, TypicalGroup[]>();
  for (const kind of squareKinds) {
    if (groups.has(kind)) continue;
    const square = isGrid ? squareOffsets[kind]! : 0;
    groups.set(
      kind,
      Array.from({ length: GROUP_KINDS }, (_, k) => imagineGroup(belief, typical, node, square, k, leaves)),
    );
  }
  return {
    squares: squareKinds.map((square) => groupKinds.map((group) => groups.get(square)![group]!)),
    squareEntrySeconds: entrySeconds[groupLevel - 1]!,
    groupEntrySeconds: entrySeconds[groupLevel]!,
    leafSeconds,
  };
}

/** Kinds of so many targets, as equally many of each as can be. */
function kindsOf(count: number, kinds: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) / count) * kinds));
}

/**
 * A group of a kind.
 *
 * @param square what the features of its square say
 */
function imagineGroup(
  belief: Belief,
  { offsets }: TypicalNodes,
  node: number,
  square: number,
  kind: number,
  leaves: number,
): TypicalGroup {
  const shares = Array.from({ length: LEAF_SHARES }, (_, share) => square + offsets[kind * LEAF_SHARES + share]!);
  const logits = shares.map((offset) => logit(belief.chanceBelow(node, offset)));
  const loads = shares.map((offset) =>
    halfStep(belief.chanceBelow(node, offset, -1), belief.chanceBelow(node, offset, 1)),
  );
  const shareOf = (leaf: number) => LEAF_SHARES - 1 - Math.floor(((leaf + 0.5) / leaves) * LEAF_SHARES);
  const squareLoad = Float64Array.from({ length: leaves }, (_, leaf) => loads[shareOf(leaf)]!);
  return {
    logit: Float64Array.from({ length: leaves }, (_, leaf) => logits[shareOf(leaf)]!),
    squareLoad,
    groupLoad: squareLoad.map((load) => GROUP_SHARE * load),
  };
}
