import type { Session } from "../../env/session/session.js";
import type { Belief } from "../belief/belief.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";
import { halfStep, logit } from "./logit.js";

/** What a simulation imagines in a node that was not surveyed; all groups in it are alike. */
export interface TypicalNode {
  /** Number of squares in it; 1 for a square. */
  readonly squares: number;
  /** Number of groups in each square. */
  readonly groups: number;
  readonly squareEntrySeconds: number;
  readonly groupEntrySeconds: number;
  readonly leafSeconds: number;
  /** Logits of the chances of a group's leaves, the most promising first. [leaves] */
  readonly logit: Float64Array;
  /** How much they vary with what the square (all above it included) and the group add. [leaves] */
  readonly squareLoad: Float64Array;
  readonly groupLoad: Float64Array;
}

/**
 * Standard deviation of what a group adds, as a share of what its square does: that of the shipped prior
 * (`priors/generated.json`, variances .013 and .036).
 */
const GROUP_SHARE = 0.6;

/** No more squares are imagined in a grid: more would be all alike, and there is hardly time for them. */
const MOST_SQUARES = 8;

/**
 * What to imagine below a node.
 *
 * @param node found and not surveyed: a grid or a square
 * @param groupLevel level of the groups; leaves may lie more than one level below it
 * @example typicalNode(session, belief, typicalNodes(session, belief, prior), square, 3).groups
 */
export function typicalNode(
  { tree }: Session,
  belief: Belief,
  typical: TypicalNodes,
  node: number,
  groupLevel: number,
): TypicalNode {
  const { children, entrySeconds } = typical;
  const offsets = typical.offsets.slice().sort();
  const count = (level: number) => Math.max(1, Math.round(children[level]!));
  let leaves = 1;
  let leafSeconds = 0;
  for (let level = tree.leafLevel; level > groupLevel; level--) {
    leafSeconds += entrySeconds[level]! / leaves;
    leaves *= count(level - 1);
  }
  const logits = new Float64Array(leaves);
  const squareLoad = new Float64Array(leaves);
  for (let k = 0; k < leaves; k++) {
    const offset = offsets[offsets.length - 1 - Math.floor(((k + 0.5) / leaves) * offsets.length)]!;
    logits[k] = logit(belief.chanceBelow(node, offset));
    squareLoad[k] = halfStep(belief.chanceBelow(node, offset, -1), belief.chanceBelow(node, offset, 1));
  }
  return {
    squares: tree.level[node]! < groupLevel - 1 ? Math.min(MOST_SQUARES, count(groupLevel - 2)) : 1,
    groups: count(groupLevel - 1),
    squareEntrySeconds: entrySeconds[groupLevel - 1]!,
    groupEntrySeconds: entrySeconds[groupLevel]!,
    leafSeconds,
    logit: logits,
    squareLoad,
    groupLoad: squareLoad.map((load) => GROUP_SHARE * load),
  };
}
