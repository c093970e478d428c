import type { EpisodeLog } from "./episode-log.js";

/** Rewards of some steps, and where they lead. */
export interface NStep {
  /** Rewards, each discounted by the steps before it. */
  readonly reward: number;
  /** The state after them, of the same episode. */
  readonly next: number;
  /** What a value in that state is worth in the first one. */
  readonly discount: number;
  /** Nothing follows: the state after them has no value. */
  readonly isTerminated: boolean;
}

/**
 * What at most `most` steps from a state on have brought. Fewer where the episode ends before, or has not gone further
 * yet; where it was only truncated, or is still going on, its last state has a value.
 *
 * @example nStep(log, 0, 3, 0.9) // { reward: 1 + 0.9 · 0 + 0.81 · 1, next: 3, discount: 0.729, isTerminated: false }
 */
export function nStep({ rewards, isTerminated }: EpisodeLog, state: number, most: number, gamma: number): NStep {
  const next = Math.min(rewards.length, state + most);
  let reward = 0;
  let discount = 1;
  for (let step = state; step < next; step++) {
    reward += discount * rewards[step]!;
    discount *= gamma;
  }
  return { reward, next, discount, isTerminated: isTerminated && next === rewards.length };
}
