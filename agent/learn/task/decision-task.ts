import type { DecisionInput } from "../input/decision-input.js";

/** What a step of a decision has led to. */
export interface TaskStep {
  /** The task's own reward, in the unit of the episode's {@link DecisionTask.scale}. */
  readonly reward: number;
  /** Simulated seconds; 0 for a step that only goes on with its decision. */
  readonly seconds: number;
  /** The episode is over: nothing can follow. */
  readonly terminated: boolean;
  /** The episode was cut off: something could follow. */
  readonly truncated: boolean;
}

/** How an episode ended, for logs. */
export interface EpisodeSummary {
  readonly scenario: string;
  /** In the objective's own unit. */
  readonly return: number;
  /** The same as a multiple of the episode's scale. */
  readonly scaledReturn: number;
  /** Of what no policy can exceed; NaN where that is not known. */
  readonly shareOfBound: number;
  /** By how much it exceeds what the rule comes to in the same world, in the episode's scale; NaN where that is not known. */
  readonly beyondRule: number;
  readonly steps: number;
}

/**
 * What a network is trained on: one episode after the other, each a sequence of choices among a varying number of
 * candidates. Objects that are handed out are overwritten by the next call.
 */
export interface DecisionTask {
  readonly candidateFeatures: number;
  readonly contextFeatures: number;
  readonly privilegedFeatures: number;
  /** Number of what the present episode is one of; those of a number are alike. */
  readonly kind: number;
  /** Of the present step. */
  readonly input: DecisionInput;
  /** What the value of the present state is taken for before anything was learned, as a reward. */
  readonly baseline: number;
  /** What only training may know of the present state, for the value alone. [privilegedFeatures] */
  readonly privileged: Float32Array;
  /** Begins an episode. @param episode any number: the same one begins the same way */
  begin(episode: number): void;
  /** Takes a legal move. After the end of an episode only `begin` may follow; the input is of its last state then. */
  step(move: number): TaskStep;
  /** Of the episode that has ended. */
  summary(): EpisodeSummary;
}
