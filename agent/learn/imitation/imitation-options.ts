import { z } from "zod";

/** Options of imitation, as they stand in a training file under `imitation`. */
export const imitationSchema = z.strictObject({
  /** Whom to imitate: a policy, with its parameters. */
  teacher: z.string().default("rollout"),
  /** Episodes of the teacher that are written down. */
  episodes: z.int().positive().default(200),
  /** Times that all of them are learned from. */
  epochs: z.int().positive().default(4),
  /** Steps in a minibatch. */
  minibatch: z.int().positive().default(512),
  /** Adam's step size. */
  learning_rate: z.number().positive().default(1e-3),
});

export type ImitationOptions = z.output<typeof imitationSchema>;
