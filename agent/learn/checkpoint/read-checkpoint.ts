import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import { candidateFeatureNames } from "../input/candidate-features.js";
import { contextFeatureNames } from "../input/context-features.js";
import { FEATURE_SCHEMA_VERSION } from "../input/decision-input.js";
import type { CheckpointCard } from "./card.js";
import { parseCard, parseJson } from "./read-card.js";
import { sha256 } from "./save-checkpoint.js";

/** The largest checkpoint that is read. */
export const MOST_BYTES = 2 * 1024 * 1024;

/** A checkpoint's files, checked against its card and against this code. */
export interface CheckpointFiles {
  readonly folder: string;
  readonly card: CheckpointCard;
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
  const read = (name: string): Buffer => {
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
  };
  const card = parseCard(join(folder, "card.json"), read("card.json"));
  const contents = { "model.json": read("model.json"), "weights.bin": read("weights.bin") };
  for (const [name, content] of Object.entries(contents)) {
    if (sha256(content) === card.checksums[name as keyof typeof contents]) continue;
    throw new UserError(
      `${join(folder, name)} is not the file that card.json was written with (SHA-256 differs): it was changed or damaged; copy the checkpoint again, or train it anew`,
    );
  }
  requireFeatures(folder, card);
  requireFinite(join(folder, "weights.bin"), contents["weights.bin"], card);
  return {
    folder,
    card,
    model: parseJson(join(folder, "model.json"), contents["model.json"]) as Record<string, unknown>,
    weights: contents["weights.bin"],
  };
}

/** A network can't be given other features than those that it has learned with. */
function requireFeatures(folder: string, { features }: CheckpointCard): void {
  const advice = "use a checkpoint trained with this version, or train it anew with the command in its card";
  if (features.schemaVersion !== FEATURE_SCHEMA_VERSION) {
    throw new UserError(
      `the checkpoint ${folder} has features of version ${features.schemaVersion}; this version of cryogym computes version ${FEATURE_SCHEMA_VERSION}: ${advice}`,
    );
  }
  const pairs = [
    ["candidate", features.candidate, candidateFeatureNames],
    ["context", features.context, contextFeatureNames],
  ] as const;
  for (const [what, has, expected] of pairs) {
    const at = expected.findIndex((name, i) => has[i] !== name);
    if (at === -1 && has.length === expected.length) continue;
    const found = has[at === -1 ? expected.length : at] ?? "nothing";
    const wanted = (at === -1 ? undefined : expected[at]) ?? "nothing";
    throw new UserError(
      `the checkpoint ${folder} has the ${what} feature '${found}' where '${wanted}' stands: ${advice}`,
    );
  }
}

function requireFinite(file: string, weights: Buffer, { network }: CheckpointCard): void {
  const count = weights.length / Float32Array.BYTES_PER_ELEMENT;
  if (count !== network.parameters) {
    throw new UserError(`${file} has ${count} weights, the card says ${network.parameters}: the checkpoint is damaged`);
  }
  for (let i = 0; i < count; i++) {
    if (Number.isFinite(weights.readFloatLE(4 * i))) continue;
    throw new UserError(
      `${file}: weight ${i} is ${weights.readFloatLE(4 * i)}: training has diverged; use an earlier checkpoint, or train with a smaller ppo.learning_rate`,
    );
  }
}
