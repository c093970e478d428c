import { z } from "zod";
import { cardSchema } from "../checkpoint/card.js";

/** What `card.json` of a flat DQN's checkpoint says. */
export const flatCardSchema = cardSchema.omit({ kind: true, features: true, network: true }).extend({
  /** What its network decides: which hole comes next, of all there are. */
  kind: z.literal("flat-dqn"),
  /** What its network takes in of a hole. */
  features: z.strictObject({ schemaVersion: z.int(), hole: z.array(z.string()) }),
  network: z.strictObject({
    /** Units of each hidden layer. */
    hidden: z.array(z.int().positive()).min(1),
    /** What is counted as good of visited holes. */
    visited: z.enum(["predicted", "measured"]),
    /** Which weights of the training these are. */
    chosen: z.string(),
    parameters: z.int().positive(),
  }),
});

/** The card of a flat DQN's checkpoint. */
export type FlatCard = z.output<typeof flatCardSchema>;
