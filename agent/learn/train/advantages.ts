/** Settings of {@link fillAdvantages}. */
export interface AdvantageOptions {
  /** What a reward is worth that comes a simulated hour later. 1: time is limited by the budget, not discounted. */
  readonly gammaPerHour: number;
  /** How far an advantage looks ahead: the weight of what comes a simulated minute later. */
  readonly lambdaPerMinute: number;
}

/** Steps of one episode, or the part of it that was collected, in order. */
export interface Trajectory {
  /** Of each step: the task's reward and all bonuses. [n] */
  readonly rewards: ArrayLike<number>;
  /** Simulated seconds that each step took. [n] */
  readonly seconds: ArrayLike<number>;
  /** What the network took the state of each step for. [n] */
  readonly values: ArrayLike<number>;
  /**
   * The value of the state after the last step: 0 where the episode has terminated; the network's where it was truncated,
   * from the final observation, or where collection just went on later.
   */
  readonly nextValue: number;
}

/**
 * Generalised advantage estimates (Schulman et al. 2016) of a semi-Markov decision process: discounts and the weight of
 * what comes later go by elapsed time, not by steps, so that moves that cost no time lose no credit.
 *
 * @param into advantage of each step; the return that its value should have had is the sum of both. [n]
 * @example fillAdvantages({ rewards: [0, 1], seconds: [0, 60], values: [0.5, 0.5], nextValue: 0 }, options, into);
 */
export function fillAdvantages(trajectory: Trajectory, options: AdvantageOptions, into: Float32Array): void {
  const { rewards, seconds, values, nextValue } = trajectory;
  const { gammaPerHour, lambdaPerMinute } = options;
  let next = nextValue;
  let advantage = 0;
  for (let step = rewards.length - 1; step >= 0; step--) {
    const discount = gammaPerHour === 1 ? 1 : gammaPerHour ** (seconds[step]! / 3600);
    const weight = lambdaPerMinute ** (seconds[step]! / 60);
    const surprise = rewards[step]! + discount * next - values[step]!;
    advantage = surprise + discount * weight * advantage;
    into[step] = advantage;
    next = values[step]!;
  }
}
