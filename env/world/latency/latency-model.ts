import type { z } from "zod";
import type { KeyedRandom } from "../../random/keyed-random.js";
import type { RegistryEntry } from "../../registry.js";
import type { TargetTree } from "../../tree/target-tree.js";
import type { Phase } from "./phase.js";

/** Factors on the times of a model's steps, by their names; a step that is left out keeps its own. All above 0. */
export type LatencyFactors = Readonly<Record<string, number>>;

/**
 * Seconds that moves take. `from` is the row where the stage last stood physically, 0 if nothing is loaded. A grid or
 * square of which the tree shows no children has not been surveyed: entering it includes its survey. All leaves below
 * one group take the same expected time from outside the group: a group is what image shift reaches.
 */
export interface LatencyModel {
  readonly kind: string;
  /** Expected seconds of the exposure of a leaf itself, part of the way to it. */
  exposureSeconds(tree: TargetTree): number;
  /** Expected seconds of the whole way from one place to a target, the exposure included if it is a leaf. */
  expectedSeconds(tree: TargetTree, from: number, target: number): number;
  /**
   * Seconds that this way takes in the world with this randomness, the `nth` time that the target is tried, begun at a
   * time of the session's clock. With NaN for the clock, what falls due by the clock, such as a refill, is left aside:
   * no clock makes the way shorter.
   */
  drawnSeconds(
    tree: TargetTree,
    from: number,
    target: number,
    random: KeyedRandom,
    nth: number,
    clockSeconds: number,
  ): number;
  /**
   * What {@link drawnSeconds} is made of: adds to `into`, by {@link Phase}. Absent in models that can't tell.
   *
   * @param into [phases]
   */
  drawnPhases?(
    tree: TargetTree,
    from: number,
    target: number,
    random: KeyedRandom,
    nth: number,
    clockSeconds: number,
    into: Float64Array,
  ): void;
  /**
   * Seconds on the session's clock that ways take from its begin, one after the other without a pause, what falls due by
   * the clock included; absent if nothing ever does.
   *
   * @param workSeconds the ways' seconds without it
   */
  clockSeconds?(workSeconds: number, random: KeyedRandom): number;
  /** Seconds that entering a target costs at least when the stage stands outside it, its parent being entered. */
  leastEntrySeconds(tree: TargetTree, target: number): number;
  /** Least expected seconds from a node of a level, being there, to the end of an exposure below it. */
  leastSecondsBelow(tree: TargetTree, level: number): number;
  /** No way in this tree from anywhere to anywhere is expected to take longer. */
  mostSeconds(tree: TargetTree): number;
  /** Names of the steps that ways consist of, whose times can be refitted; absent in models that know none. */
  readonly stepNames?: readonly string[];
  /**
   * Median seconds of each step of a way, maintenance aside: what a typical one takes. 0 for a step that it lacks.
   *
   * @returns [steps] in the order of {@link stepNames}; overwritten by the next call of any method
   */
  medianSteps?(tree: TargetTree, from: number, target: number): Float64Array;
  /**
   * The same model with other times for its steps. Factors are on the times of this one.
   *
   * @throws RangeError if a factor is no finite number above 0, or names a step that there is not
   */
  scaled?(factors: LatencyFactors): LatencyModel;
  /**
   * Why the model can't be used with a tree, such as missing stage positions; undefined if it can. Asked once, before
   * the first session.
   */
  problemWith?(tree: TargetTree): string | undefined;
}

/** A latency model by name: how its part of a scenario is checked and what is made of it. */
export interface LatencyKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  /** Schema of the `latency` mapping without its `kind`. */
  readonly options: Options;
  create(options: z.output<Options>): LatencyModel;
}
