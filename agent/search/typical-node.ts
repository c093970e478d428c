import type { Session } from "../../env/session/session.js";
import type { Belief } from "../belief/belief.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";

/** What a simulation imagines in a node that was not surveyed; all groups in it are alike. */
export interface TypicalNode {
  /** Number of squares in it; 1 for a square. */
  readonly squares: number;
  /** Number of groups in each square. */
  readonly groups: number;
  readonly squareEntrySeconds: number;
  readonly groupEntrySeconds: number;
  readonly leafSeconds: number;
  /** Of a group's leaves, the most promising first. [leaves] */
  readonly chance: Float64Array;
  /** How much they vary with what the square (all above it included) and the group add. [leaves] */
  readonly squareLoad: Float64Array;
  readonly groupLoad: Float64Array;
}

/**
 * Standard deviation of what a group adds, as a share of what its square does: that of the shipped prior
 * (`priors/generated.json`, variances .013 and .036).
 */
const GROUP_SHARE = 0.6;

/** Gauss–Hermite quadrature with three points: standard deviations from the mean, and weights. */
const QUADRATURE = [
  [-Math.sqrt(3), 1 / 6],
  [0, 2 / 3],
  [Math.sqrt(3), 1 / 6],
] as const;

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
  const { children, entrySeconds, chances } = typical;
  const count = (level: number) => Math.max(1, Math.round(children[level]!));
  let leaves = 1;
  let leafSeconds = 0;
  for (let level = tree.leafLevel; level > groupLevel; level--) {
    leafSeconds += entrySeconds[level]! / leaves;
    leaves *= count(level - 1);
  }
  const chance = new Float64Array(leaves);
  const squareLoad = new Float64Array(leaves);
  for (let k = 0; k < leaves; k++) {
    const offset = chances[chances.length - 1 - Math.floor(((k + 0.5) / leaves) * chances.length)]!;
    for (const [z, weight] of QUADRATURE) chance[k]! += weight * belief.chanceBelow(node, offset, z);
    squareLoad[k] = (belief.chanceBelow(node, offset, 1) - belief.chanceBelow(node, offset, -1)) / 2;
  }
  return {
    squares: tree.level[node]! < groupLevel - 1 ? count(groupLevel - 2) : 1,
    groups: count(groupLevel - 1),
    squareEntrySeconds: entrySeconds[groupLevel - 1]!,
    groupEntrySeconds: entrySeconds[groupLevel]!,
    leafSeconds,
    chance,
    squareLoad,
    groupLoad: squareLoad.map((load) => GROUP_SHARE * load),
  };
}
