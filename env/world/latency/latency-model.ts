import type { z } from "zod";
import type { KeyedRandom } from "../../random/keyed-random.js";
import type { RegistryEntry } from "../../registry.js";
import type { TargetTree } from "../../tree/target-tree.js";

/** Seconds that moves take. `from` is the row where the stage last stood physically, 0 if nothing is loaded. */
export interface LatencyModel {
  readonly kind: string;
  /** Expected seconds of the whole way from one place to a target, the exposure included if it is a hole. */
  expectedSeconds(tree: TargetTree, from: number, target: number): number;
  /** Seconds that this way takes in the world with this randomness, the `nth` time that the target is tried. */
  drawnSeconds(tree: TargetTree, from: number, target: number, random: KeyedRandom, nth: number): number;
  /** Seconds that entering a target costs at least when the stage stands outside it, its parent being entered. */
  leastEntrySeconds(tree: TargetTree, target: number): number;
}

/** A latency model by name: how its part of a scenario is checked and what is made of it. */
export interface LatencyKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  /** Schema of the `latency` mapping without its `kind`. */
  readonly options: Options;
  create(options: z.output<Options>): LatencyModel;
}
