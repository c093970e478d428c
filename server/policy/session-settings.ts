/**
 * All that a thread needs to make a session's plan and policy: plain data that can be journalled. A process that is
 * started years later decides by the same plan.
 */
export interface SessionSettings {
  /** YAML text that says what the session is for and how long its moves take, as `planDocument` writes it. */
  readonly scenario: string;
  /** The session's length; takes the place of the scenario's budget. */
  readonly budgetSeconds: number;
  /** A policy as it is written on a command line, such as `index`, `learned:DIR` or `rollout:simulations=64`. */
  readonly policy: string;
  /** What the policy draws follows from this alone. */
  readonly seed: number;
}
