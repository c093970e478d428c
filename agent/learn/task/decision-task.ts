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
  readonly steps: number;
}

/**
 * What a network is trained on: one episode after the other, each a sequence of choices among a varying number of
 * candidates. Objects that are handed out are overwritten by the next call.
 */
export interface DecisionTask {
  readonly candidateFeatures: number;
  readonly contextFeatures: number;
  /** Of the present step. */
  readonly input: DecisionInput;
  /** What the value of the present state is taken for before anything was learned, as a reward. */
  readonly baseline: number;
  /** Begins an episode. @param episode any number: the same one begins the same way */
  begin(episode: number): void;
  /** Takes a legal move. After the end of an episode only `begin` may follow; the input is of its last state then. */
  step(move: number): TaskStep;
  /** Of the episode that has ended. */
  summary(): EpisodeSummary;
}
