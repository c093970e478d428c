import { readFileSync } from "node:fs";
import type { z } from "zod";
import { UserError } from "../../../env/errors.js";
import { type FlatCard, flatCardSchema } from "../dqn/flat-card.js";
import { type CheckpointCard, cardSchema } from "./card.js";

/**
 * Reads the card of a checkpoint of any kind, and nothing else of it.
 *
 * @throws UserError if it can't be read, is no JSON, or no card of this version
 * @example readCard("checkpoints/default/card.json").purpose
 */
export function readCard(file: string): CheckpointCard | FlatCard {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch {
    throw new UserError(`${file} can't be read; expected the card of a checkpoint, as cryogym train writes it`);
  }
  const isFlat = kindOf(parseJson(file, content)) === "flat-dqn";
  return isFlat ? parseCard(flatCardSchema, file, content) : parseCard(cardSchema, file, content);
}

/** What a card says of its kind. */
export function kindOf(card: unknown): string {
  const { kind = "hierarchical" } = (card ?? {}) as { kind?: unknown };
  return String(kind);
}

/** @throws UserError if it is no JSON, or no card of this version */
export function parseCard<Card>(schema: z.ZodType<Card>, file: string, content: Buffer): Card {
  const parsed = schema.safeParse(parseJson(file, content));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(
    `${file}: ${issue!.path.join(".") || "the card"}: ${issue!.message}; this version of cryogym reads cards of schemaVersion 1`,
  );
}

/** @throws UserError if it is no JSON */
export function parseJson(file: string, content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch {
    throw new UserError(`${file} is no JSON: the file is damaged; copy the checkpoint again`);
  }
}
