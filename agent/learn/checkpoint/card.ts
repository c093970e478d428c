import { z } from "zod";

const figure = z.strictObject({
  /** What was measured, unit included. */
  what: z.string(),
  value: z.number(),
  /** 95 % interval. */
  low: z.number(),
  high: z.number(),
  /** The command that makes it. */
  command: z.string(),
});

/** What `card.json` of a checkpoint says. */
export const cardSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** What its network decides: a move after the other, level by level. */
  kind: z.literal("hierarchical").default("hierarchical"),
  /** What it is for, and what not. */
  purpose: z.string(),
  /** What its network takes in. */
  features: z.strictObject({
    schemaVersion: z.int(),
    candidate: z.array(z.string()),
    context: z.array(z.string()),
  }),
  network: z.strictObject({
    levels: z.int().positive().max(64),
    /** Numbers that only training knew. */
    privilegedFeatures: z.int().min(0).max(1024),
    hidden: z.int().positive().max(512),
    /** What the rule's scores are divided by. */
    temperature: z.number().positive(),
    indexPrior: z.boolean(),
    hierarchy: z.boolean(),
    parameters: z.int().positive(),
  }),
  training: z.strictObject({
    /** Repeats it. */
    command: z.string(),
    /** The training file, as it was read. */
    config: z.unknown(),
    seed: z.int(),
    scenarios: z.array(z.string()),
    /** Never seen in training. */
    heldBack: z.array(z.string()),
    steps: z.int().min(0),
    minutes: z.number().min(0),
    /** Kind of machine. */
    machine: z.string(),
    backend: z.string(),
    codeVersion: z.string(),
  }),
  figures: z.array(figure),
  /** SHA-256 of the other files, hexadecimal. */
  checksums: z.strictObject({ "model.json": z.string(), "weights.bin": z.string() }),
});

/** The card of a checkpoint. */
export type CheckpointCard = z.output<typeof cardSchema>;
