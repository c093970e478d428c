import type { TargetTree, TreeArrays } from "../../../tree/target-tree.js";
import type { Itinerary } from "./itinerary.js";
import type { KinematicOptions } from "./options.js";
import { GRID, GROUP, mostDistanceMicrometers, SQUARE } from "./stage-place.js";

/** What is kept of a tree once it was asked for. */
interface Known {
  /** Least seconds of entering each group, NaN until asked for. [groups] */
  readonly leastGroupSeconds: Float64Array;
  readonly mostDistanceMicrometers: number;
}

/** Bounds of expected ways, maintenance aside. */
export class WayBounds {
  readonly #itinerary: Itinerary;
  readonly #options: KinematicOptions;
  readonly #known = new WeakMap<TreeArrays, Known>();

  constructor(itinerary: Itinerary, options: KinematicOptions) {
    this.#itinerary = itinerary;
    this.#options = options;
  }

  /**
   * Least seconds of entering a target from outside it, its parent being entered. Exact for grids, groups, holes and
   * positions; for squares the stage move counts as if it were of no distance, since where in its square a stage stands
   * need not be known.
   */
  leastEntrySeconds(tree: TargetTree, target: number): number {
    const { grid } = this.#options;
    const level = tree.level[target]!;
    const surveyed = tree.childCount[target] !== 0;
    if (level > GROUP) return this.#itinerary.enterSeconds(tree, level);
    if (level === GRID) return grid.exchange + (surveyed ? 0 : grid.atlas);
    if (level === SQUARE) return this.#leastSquareSeconds() + (surveyed ? 0 : this.#options.square.image);
    const { leastGroupSeconds } = this.#of(tree);
    const index = target - tree.levelStart[GROUP]!;
    const known = leastGroupSeconds[index]!;
    if (!Number.isNaN(known)) return known;
    const least = this.#leastGroupSeconds(tree, target);
    if (tree.childCount[tree.parent[target]!] !== 0) leastGroupSeconds[index] = least;
    return least;
  }

  /** Least seconds from a node of a level, being there, to the end of an exposure below it. */
  leastSecondsBelow(tree: TargetTree, level: number): number {
    const { grid, group } = this.#options;
    let seconds = 0;
    for (let below = Math.max(level, GROUP) + 1; below <= tree.leafLevel; below++) {
      seconds += this.#itinerary.enterSeconds(tree, below);
    }
    if (level < GROUP) {
      seconds += this.#itinerary.moveSeconds(0) + group.image + this.#itinerary.focusSeconds;
      seconds += this.#itinerary.driftSeconds;
    }
    if (level < SQUARE) seconds += this.#leastSquareSeconds();
    if (level < GRID) seconds += grid.exchange;
    return seconds;
  }

  /** No way in a tree takes longer. */
  mostSeconds(tree: TargetTree): number {
    const { grid, square, group } = this.#options;
    const itinerary = this.#itinerary;
    const moveSeconds = itinerary.moveSeconds(this.#of(tree).mostDistanceMicrometers);
    let seconds = grid.exchange + grid.atlas + moveSeconds + square.eucentric_height + square.image;
    seconds += moveSeconds + group.image + group.changeover + itinerary.focusSeconds + itinerary.driftSeconds;
    for (let level = GROUP + 1; level <= tree.leafLevel; level++) seconds += itinerary.enterSeconds(tree, level);
    return seconds;
  }

  #leastSquareSeconds(): number {
    return this.#itinerary.moveSeconds(0) + this.#options.square.eucentric_height;
  }

  /** From the square's own place or from the nearest of its other groups. */
  #leastGroupSeconds(tree: TargetTree, target: number): number {
    const square = tree.parent[target]!;
    const first = tree.firstChild[square]!;
    let least = this.#itinerary.plan(tree, square, target);
    for (let group = first; group < first + tree.childCount[square]!; group++) {
      if (group === target) continue;
      least = Math.min(least, this.#itinerary.plan(tree, group, target));
    }
    return least;
  }

  #of({ arrays }: TargetTree): Known {
    let known = this.#known.get(arrays);
    if (known === undefined) {
      const groups = arrays.levelStart[GROUP + 1]! - arrays.levelStart[GROUP]!;
      known = {
        leastGroupSeconds: new Float64Array(groups).fill(Number.NaN),
        mostDistanceMicrometers: mostDistanceMicrometers(arrays),
      };
      this.#known.set(arrays, known);
    }
    return known;
  }
}
