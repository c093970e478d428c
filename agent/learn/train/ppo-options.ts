import { z } from "zod";

const positive = z.number().positive();
const share = z.number().min(0).max(1);

/** Options of PPO, as they stand in a training file under `ppo`; each with its default. */
export const ppoSchema = z.strictObject({
  /** Iterations: collections of experience, each learned from and then forgotten. */
  iterations: z.int().positive().default(300),
  /** Environments of each worker. */
  environments: z.int().positive().default(16),
  /** Steps of each environment in an iteration. */
  rounds: z.int().positive().default(128),
  /** Times that an iteration's experience is learned from. */
  epochs: z.int().positive().default(3),
  /** Steps in a minibatch, over all workers. */
  minibatch: z.int().positive().default(512),
  /** Adam's step size at the beginning. */
  learning_rate: positive.default(3e-4),
  /** It falls linearly to this share of itself over all iterations. */
  last_learning_rate: share.default(0.1),
  /** What a reward is worth that comes an hour of simulated time later; 1: time is limited, not discounted. */
  gamma_per_hour: share.default(1),
  /** Weight in an advantage of what comes a minute of simulated time later; moves that take no time lose nothing. */
  lambda_per_minute: share.default(0.95),
  /** Ratios of probabilities are clipped to 1 ± this. */
  clip: positive.default(0.2),
  /** Values are clipped to ± this around what they were; null: not. */
  value_clip: positive.nullable().default(0.2),
  /** Weight of the value's loss. */
  value_weight: z.number().min(0).default(0.5),
  /**
   * Weight of the Kullback–Leibler divergence from what the network does with residuals of 0, the rule's softmax: among moves
   * that are worth about the same nothing but noise would move it away from the rule.
   */
  prior_weight: z.number().min(0).default(0),
  /** Weight of the entropy by level: choosing a grid, a square, a group, a hole, a position. */
  entropy_weights: z.array(z.number().min(0)).length(5).default([0, 0, 0, 0, 0]),
  /**
   * Logits are multiplied by a factor that rises geometrically from 1 to this over all iterations: what is tried comes nearer
   * to what is served, the likeliest move alone, so that what is learned in the end doesn't make up for moves that nobody
   * will make.
   */
  last_sharpness: z.number().min(1).default(1),
  /**
   * Advantages of an iteration are brought to mean 0 and variance 1, by `scenario`, so that those in which luck counts for
   * more do not drown the others; all together; or not.
   */
  normalise_advantages: z.enum(["scenario", "together", "none"]).default("scenario"),
  /** An iteration's epochs stop when the policy has gone so far from the one that collected (KL divergence); null: not. */
  kl_stop: positive.nullable().default(0.02),
  /** Gradients longer than this are cut to it. */
  gradient_clip: positive.default(0.5),
  /** Iterations in which the normaliser still takes in what is seen. */
  normaliser_iterations: z.int().min(1).default(3),
  /** Iterations at the beginning in which the value alone is learned, the policy standing still. */
  value_iterations: z.int().min(0).default(5),
  /** Bonuses' weights at the beginning, by name; they fall linearly to 0. Those left out are off. */
  bonuses: z.record(z.string(), z.number().min(0)).default({}),
  /** Share of all iterations after which bonuses are 0. */
  bonuses_end: share.default(0.5),
});

export type PpoOptions = z.output<typeof ppoSchema>;
