import { UserError } from "../../../env/errors.js";
import type { Session } from "../../../env/session/session.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import type { TargetTree } from "../../../env/tree/target-tree.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import type { LatencyModel } from "../../../env/world/latency/latency-model.js";
import { predictionsOf } from "../../belief/predictions.js";

/** Predictions are cut to this and divided by it. */
const MOST_ANGSTROM = 20;

/** A prediction up to this is one of a good micrograph. */
const GOOD_ANGSTROM = 6;

/** Where the bins of the histograms of predictions begin, but for the first. */
const BIN_EDGES = [4, 6, 8, 10] as const;
export const BINS = BIN_EDGES.length + 1;

/**
 * What never changes of the holes of a session: where they lie, and what is predicted of them. Holes, groups, squares and
 * grids are numbered from 0, each in the order of the tree; those of one group lie together. Holes of which nothing is
 * predicted count as predicted at 20 Å.
 *
 * @example new HoleLayout(session).predicted[hole]
 */
export class HoleLayout {
  readonly tree: TargetTree;
  readonly latency: LatencyModel;
  readonly holes: number;
  readonly groups: number;
  readonly squares: number;
  readonly grids: number;
  /** [holes] */
  readonly groupOf: Int32Array;
  /** [groups] */
  readonly squareOf: Int32Array;
  /** [squares] */
  readonly gridOf: Int32Array;
  /** As a share of 20 Å. [holes] */
  readonly predicted: Float32Array;
  /** Number of the histogram's bin. [holes] */
  readonly binOf: Uint8Array;
  /** 1 for holes that are predicted to be good. [holes] */
  readonly promising: Uint8Array;
  /** Of any way there is. */
  readonly mostSeconds: number;
  readonly #levels: readonly [grid: number, square: number, group: number];

  /** @throws UserError if something of the session was not surveyed */
  constructor(session: Session) {
    const { tree, plan } = session;
    requireSurveyed(session);
    const group = groupLevelOf(tree.shape);
    const square = Math.max(0, group - 1);
    const grid = Math.max(0, group - 2);
    this.#levels = [grid, square, group];
    this.tree = tree;
    this.latency = plan.latency;
    this.mostSeconds = plan.latency.mostSeconds(tree);
    this.holes = tree.size - tree.firstLeaf;
    this.grids = countOf(tree, grid);
    this.squares = countOf(tree, square);
    this.groups = countOf(tree, group);
    this.groupOf = above(tree, tree.leafLevel, group);
    this.squareOf = above(tree, group, square);
    this.gridOf = above(tree, square, grid);
    const { values } = predictionsOf(session, PREDICTED_CTF_RESOLUTION.name);
    const angstrom = Float64Array.from({ length: this.holes }, (_, hole) => {
      const value = values[tree.firstLeaf + hole]!;
      return Number.isNaN(value) ? MOST_ANGSTROM : value;
    });
    this.predicted = Float32Array.from(angstrom, (value) => Math.min(MOST_ANGSTROM, value) / MOST_ANGSTROM);
    this.promising = Uint8Array.from(angstrom, (value) => (value <= GOOD_ANGSTROM ? 1 : 0));
    this.binOf = Uint8Array.from(angstrom, (value) => BIN_EDGES.filter((edge) => value >= edge).length);
  }

  /** Numbers of the grid, the square and the group that a row lies in, −1 for those that it lies above. */
  placesOf(row: number): readonly [grid: number, square: number, group: number] {
    const { tree } = this;
    const [grid, square, group] = this.#levels.map((level) =>
      tree.level[row]! < level ? -1 : tree.ancestor(row, level) - tree.levelStart[level]!,
    );
    return [grid!, square!, group!];
  }

  /** The row of a hole in the tree. */
  rowOf(hole: number): number {
    return this.tree.firstLeaf + hole;
  }
}

function requireSurveyed({ tree, explored }: Session): void {
  for (let node = 0; node < tree.firstLeaf; node++) {
    if (explored[node] === 1) continue;
    throw new UserError(
      "a flat DQN chooses among all holes of a session that is fully surveyed, and this one is not; give it a scenario with 'survey: complete', such as y1-like, or take another policy",
    );
  }
}

function countOf(tree: TargetTree, level: number): number {
  return tree.levelStart[level + 1]! - tree.levelStart[level]!;
}

/** For each row of a level, in order, the number of what it lies in on another level. */
function above(tree: TargetTree, level: number, of: number): Int32Array {
  const first = tree.levelStart[level]!;
  return Int32Array.from(
    { length: countOf(tree, level) },
    (_, i) => tree.ancestor(first + i, of) - tree.levelStart[of]!,
  );
}
