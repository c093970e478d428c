import type { RandomStream } from "../../env/random/random-stream.js";
import type { RegistryEntry } from "../../env/registry.js";
import type { Session } from "../../env/session/session.js";
import type { Prior } from "./prior.js";

/**
 * What is believed of every target's chance to be good, and how surely. It starts from a {@link Prior}, takes in the
 * session's results one by one, and is asked for as many targets as there are after each of them.
 *
 * Arrays are by row of the session's tree. "Leaf" stands for what is exposed: a hole, or a position where holes have
 * several. A belief is about the targets found when it was made; after a survey another one takes its place.
 *
 * @example
 * const belief = beliefs.get("hierarchical").create(session, loadPrior("generated"));
 * belief.observe(hole, true);
 * belief.update();
 * belief.probability[otherHole];
 */
export interface Belief {
  /** Chance of each leaf to be good, 0 for other rows. Current after {@link update}. [rows] */
  readonly probability: Float64Array;
  /** Chance before any result. [rows] */
  readonly prior: Float64Array;
  /**
   * Mean and variance of the latent quality of each leaf and, for nodes, of what the node and its ancestors add to that
   * of a leaf below. In the belief's own unit, a logit if it can {@link explain}. Current after {@link update}. [rows]
   */
  readonly latentMean: Float64Array;
  readonly latentVariance: Float64Array;
  /** Whether something known before the exposure tells leaves apart: of those found or, before any is, by the schema. */
  readonly hasPredictions: boolean;
  /** What features say of leaves before any was found, by kind of group: {@link addTypicalGroups}. [kinds × shares] */
  readonly typicalOffsets: Float64Array;
  /** What the features of squares say of them before any was found: equal shares, the least promising first. [kinds] */
  readonly typicalSquares: Float64Array;
  /** Takes in one result; nothing else changes before the next {@link update}. Without allocation. */
  observe(leaf: number, good: boolean): void;
  /** Brings everything up to date. Without allocation. */
  update(): void;
  /** Chance of a leaf if its latent quality lay `z` standard deviations above its mean. */
  chanceAt(leaf: number, z: number): number;
  /**
   * What its features say of a leaf beyond what those of its square do or, of a square, beyond those of its parent; in the
   * unit of {@link latentMean}. For describing what nobody has surveyed.
   */
  offset(row: number): number;
  /**
   * Chance of a leaf yet to be found below a node, if its features say {@link offset}.
   *
   * @param z as if what its square and all above it add lay so many of its standard deviations above its mean
   */
  chanceBelow(node: number, offset: number, z?: number): number;
  /**
   * Chances of all leaves if what each square and all above it adds lay `z` of its standard deviations above its mean.
   * Other rows are left as they are.
   */
  probabilityIf(z: number, into: Float64Array): void;
  /**
   * One draw of everything that leaves have in common, from the joint posterior: fills `chances` of all leaves given it.
   * Results of leaves are independent given such a draw. It draws nothing for what was not found.
   */
  sample(random: RandomStream, chances: Float64Array): void;
  /** What the latent mean of a leaf is made of; the values add up to it. Only where it is a logit. */
  explain?(leaf: number): readonly Contribution[];
}

/** A part of a leaf's logit. */
export interface Contribution {
  /** A feature's name, or a level's. */
  readonly name: string;
  readonly kind: "baseline" | "feature" | "level";
  readonly value: number;
}

/** A way to believe, by name: one file of `kinds/` each. */
export interface BeliefEntry extends RegistryEntry {
  /** Takes in the results that there are. */
  create(session: Session, prior: Prior): Belief;
}
