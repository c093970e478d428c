import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { UserError } from "../../../env/errors.js";
import { candidateFeatureNames } from "../input/candidate-features.js";
import { contextFeatureNames } from "../input/context-features.js";
import { FEATURE_SCHEMA_VERSION } from "../input/decision-input.js";
import { type CheckpointCard, cardSchema } from "./card.js";
import { kindOf, parseCard, parseJson } from "./read-card.js";
import { sha256 } from "./save-checkpoint.js";

/** The largest checkpoint that is read. */
export const MOST_BYTES = 2 * 1024 * 1024;

/** A checkpoint's files, checked against its card and against this code. */
export interface CheckpointFiles<Card = CheckpointCard> {
  readonly folder: string;
  readonly card: Card;
  readonly model: Readonly<Record<string, unknown>>;
  readonly weights: Buffer;
}

/**
 * Reads a checkpoint's files and checks all that can be checked without building its network.
 *
 * @throws UserError if a file is missing, too large, damaged or no JSON, if its checksum is not the card's, if its features are not
 *   those of this version, or if a weight is no finite number
 */
export function readCheckpoint(folder: string): CheckpointFiles {
  return readCheckpointOf(hierarchical, folder);
}

/** What cards of every kind of checkpoint have. */
export interface AnyCard {
  readonly kind: string;
  readonly network: { readonly parameters: number };
  readonly checksums: CheckpointCard["checksums"];
}

/** A kind of checkpoint: what its card is like, and the lists of features that this code computes for it. */
export interface CheckpointFormat<Card extends AnyCard> {
  readonly schema: z.ZodType<Card>;
  readonly featureVersion: number;
  featuresOf(card: Card): {
    readonly schemaVersion: number;
    readonly lists: readonly (readonly [what: string, has: readonly string[], expected: readonly string[]])[];
  };
}

const hierarchical: CheckpointFormat<CheckpointCard> = {
  schema: cardSchema,
  featureVersion: FEATURE_SCHEMA_VERSION,
  featuresOf: ({ features }) => ({
    schemaVersion: features.schemaVersion,
    lists: [
      ["candidate", features.candidate, candidateFeatureNames],
      ["context", features.context, contextFeatureNames],
    ],
  }),
};

/** The kind of the checkpoint in a folder. @throws UserError if its card can't be read */
export function kindOfCheckpoint(folder: string): string {
  return kindOf(parseJson(join(folder, "card.json"), readFileOf(folder, "card.json")));
}

/** Reads a checkpoint of a kind. @throws UserError as {@link readCheckpoint} */
export function readCheckpointOf<Card extends AnyCard>(
  format: CheckpointFormat<Card>,
  folder: string,
): CheckpointFiles<Card> {
  const read = (name: string) => readFileOf(folder, name);
  const card = parseCard(format.schema, join(folder, "card.json"), read("card.json"));
  const contents = { "model.json": read("model.json"), "weights.bin": read("weights.bin") };
  for (const [name, content] of Object.entries(contents)) {
    if (sha256(content) === card.checksums[name as keyof typeof contents]) continue;
    throw new UserError(
      `${join(folder, name)} is not the file that card.json was written with (SHA-256 differs): it was changed or damaged; copy the checkpoint again, or train it anew`,
    );
  }
  requireFeatures(format, folder, card);
  requireFinite(join(folder, "weights.bin"), contents["weights.bin"], card);
  return {
    folder,
    card,
    model: modelOf(join(folder, "model.json"), contents["model.json"]),
    weights: contents["weights.bin"],
  };
}

function readFileOf(folder: string, name: string): Buffer {
  const file = join(folder, name);
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES) {
      throw new UserError(`${file} has ${size} bytes; a checkpoint's files have at most ${MOST_BYTES}`);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${folder} is no checkpoint: ${name} can't be read; expected a folder with model.json, weights.bin and card.json, as cryogym train writes`,
    );
  }
}

function modelOf(file: string, content: Buffer): CheckpointFiles["model"] {
  const json = parseJson(file, content);
  if (typeof json === "object" && json !== null) return json as CheckpointFiles["model"];
  throw new UserError(`${file} is no model of TensorFlow.js: the file is damaged; copy the checkpoint again`);
}

/** A network can't be given other features than those that it has learned with. */
function requireFeatures<Card extends AnyCard>(format: CheckpointFormat<Card>, folder: string, card: Card): void {
  const advice = "use a checkpoint trained with this version, or train it anew with the command in its card";
  const { schemaVersion, lists } = format.featuresOf(card);
  if (schemaVersion !== format.featureVersion) {
    throw new UserError(
      `the checkpoint ${folder} has features of version ${schemaVersion}; this version of cryogym computes version ${format.featureVersion}: ${advice}`,
    );
  }
  for (const [what, has, expected] of lists) {
    const at = expected.findIndex((name, i) => has[i] !== name);
    if (at === -1 && has.length === expected.length) continue;
    const found = has[at === -1 ? expected.length : at] ?? "nothing";
    const wanted = (at === -1 ? undefined : expected[at]) ?? "nothing";
    throw new UserError(
      `the checkpoint ${folder} has the ${what} feature '${found}' where '${wanted}' stands: ${advice}`,
    );
  }
}

function requireFinite(file: string, weights: Buffer, { network }: AnyCard): void {
  const count = weights.length / Float32Array.BYTES_PER_ELEMENT;
  if (count !== network.parameters) {
    throw new UserError(`${file} has ${count} weights, the card says ${network.parameters}: the checkpoint is damaged`);
  }
  for (let i = 0; i < count; i++) {
    if (Number.isFinite(weights.readFloatLE(4 * i))) continue;
    throw new UserError(
      `${file}: weight ${i} is ${weights.readFloatLE(4 * i)}: training has diverged; use an earlier checkpoint, or train with a smaller learning_rate`,
    );
  }
}
