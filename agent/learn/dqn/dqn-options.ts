import { z } from "zod";

const positive = z.number().positive();
const share = z.number().min(0).max(1);

/** Options of the flat DQN, as they stand in a training file under `dqn`; each with CryoRL's value as its default. */
export const dqnSchema = z.strictObject({
  /** Iterations: after each there is a line of metrics, and training can be interrupted. */
  iterations: z.int().positive().default(800),
  /** Rounds of an iteration; in each, every environment makes a step. */
  rounds: z.int().positive().default(25),
  /** Environments. */
  environments: z.int().positive().default(10),
  /** Gradient steps after each round. */
  updates_per_round: z.int().positive().default(1),
  /** Units of each hidden layer. */
  hidden: z.array(z.int().min(1).max(512)).min(1).max(6).default([128, 256, 128]),
  /** What is counted as good of holes visited: their predictions, as of all others, or what was measured. */
  visited: z.enum(["predicted", "measured"]).default("predicted"),
  /** Steps that are remembered. */
  replay_steps: z.int().positive().default(20_000),
  /** Steps before the first gradient step. */
  learning_starts: z.int().positive().default(1280),
  /** Steps in a gradient step. */
  batch: z.int().positive().default(128),
  /** Adam's step size. */
  learning_rate: positive.default(1e-3),
  /** What a reward is worth that comes a step later. */
  gamma: share.default(0.9),
  /** Rewards that are added up before the rest is taken from the target network. */
  n_step: z.int().positive().default(3),
  /** Gradient steps after which the target network becomes the learned one. */
  target_every: z.int().positive().default(320),
  /** Whether the learned network chooses the next hole that the target network values (van Hasselt et al. 2016). */
  double_q: z.boolean().default(true),
  /** Share of holes taken at random at the beginning. */
  epsilon: share.default(0.1),
  /** The same at the end. */
  last_epsilon: share.default(0.01),
  /** Shares of all iterations between which it falls, linearly. */
  epsilon_falls: z.tuple([share, share]).default([0.05, 0.25]),
  /** Gradients longer than this are cut to it; null: not. */
  gradient_clip: positive.nullable().default(null),
  /** After so many iterations the network plays the validation's episodes; the best one is kept. 0: the last one is. */
  validate_every: z.int().min(0).default(0),
  /** Episodes of the validation, on generated worlds that are not those of training. */
  validation_episodes: z.int().positive().default(20),
  /** Seed of the validation's worlds and starts; not that of any evaluation that is reported. */
  validation_seed: z.int().default(900_001),
});

export type DqnOptions = z.output<typeof dqnSchema>;
