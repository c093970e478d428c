import type { RegistryEntry } from "../../../env/registry.js";
import type { Belief } from "../../belief/belief.js";
import type { DecisionInput } from "../input/decision-input.js";
import type { Experience, FeatureCounts } from "./experience.js";

/** A step of which a bonus is asked. */
export interface BonusStep {
  /** Number of the environment. */
  readonly environment: number;
  /** What the move was chosen from. */
  readonly input: DecisionInput;
  readonly move: number;
}

/**
 * Rewards exploration in the environments of one actor, in addition to the task's own reward and apart from it. Bonuses
 * are at least 0, in units of what an episode is expected to bring.
 */
export interface ExplorationBonus {
  /** An episode begins. @param belief undefined where the task believes nothing */
  begin(environment: number, belief: Belief | undefined): void;
  /** Of a move that is about to be made. */
  before(step: BonusStep): number;
  /** Of a move that was made, with what is believed now. */
  after(environment: number, belief: Belief | undefined): number;
  /** Of all steps collected: adds to their bonuses, and learns from them. @param weight that bonuses have now */
  finish?(experience: Experience, weight: number): void;
  /** What has to be saved to go on later; plain JSON. */
  save?(): unknown;
  restore?(saved: unknown): void;
}

/** A kind of bonus: one file of `bonuses/` each. */
export interface BonusEntry extends RegistryEntry {
  /** @param environments of the actor @param seed of its own randomness */
  create(environments: number, features: FeatureCounts, seed: number): ExplorationBonus;
}
