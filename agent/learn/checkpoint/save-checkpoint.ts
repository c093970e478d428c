import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LayersModel } from "../backend/layers.js";
import * as tf from "../backend/tensorflow.js";
import { candidateFeatureNames } from "../input/candidate-features.js";
import { contextFeatureNames } from "../input/context-features.js";
import { FEATURE_SCHEMA_VERSION } from "../input/decision-input.js";
import type { FeatureNormaliser } from "../network/feature-normaliser.js";
import type { PolicyNetwork } from "../network/policy-network.js";
import type { CheckpointCard } from "./card.js";

/** What is said of a checkpoint that its files do not say themselves. */
export type CardText = Pick<CheckpointCard, "purpose" | "training" | "figures">;

/**
 * Writes a network with its normaliser into a folder: `model.json` and `weights.bin`, a TensorFlow.js layers model that
 * `tf.loadLayersModel` reads, and `card.json`, last. Each file is whole or not there.
 *
 * @example await saveCheckpoint("checkpoints/default", network, normaliser, { purpose, training, figures });
 */
export async function saveCheckpoint(
  folder: string,
  network: PolicyNetwork,
  normaliser: FeatureNormaliser,
  text: CardText,
): Promise<void> {
  const { model, shape, options } = network;
  await writeCheckpoint(folder, model, { normaliser: normaliser.toJSON() }, (checksums) => ({
    schemaVersion: 1,
    kind: "hierarchical",
    ...text,
    features: {
      schemaVersion: FEATURE_SCHEMA_VERSION,
      candidate: [...candidateFeatureNames],
      context: [...contextFeatureNames],
    },
    network: {
      levels: shape.levels,
      privilegedFeatures: shape.privilegedFeatures,
      hidden: shape.hidden,
      temperature: options.temperature,
      indexPrior: options.indexPrior,
      hierarchy: options.hierarchy ?? true,
      parameters: parametersOf(model),
    },
    checksums,
  }));
}

/**
 * Writes the files of a checkpoint of any kind.
 *
 * @param metadata is saved with the model
 * @param cardOf the card, given the other files' checksums
 */
export async function writeCheckpoint(
  folder: string,
  model: LayersModel,
  metadata: object,
  cardOf: (checksums: CheckpointCard["checksums"]) => object,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  model.setUserDefinedMetadata(metadata);
  let parts: { readonly json: string; readonly weights: Buffer } | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { weightData, weightSpecs, ...rest } = artifacts;
      const manifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      const buffer = tf.io.CompositeArrayBuffer.join(weightData);
      parts = { json: `${JSON.stringify({ ...rest, weightsManifest: manifest })}\n`, weights: Buffer.from(buffer) };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  const { json, weights } = parts!;
  const card = cardOf({ "model.json": sha256(json), "weights.bin": sha256(weights) });
  writeWhole(join(folder, "weights.bin"), weights);
  writeWhole(join(folder, "model.json"), json);
  writeWhole(join(folder, "card.json"), `${JSON.stringify(card, null, 2)}\n`);
}

/** Number of a model's trainable weights. */
export function parametersOf(model: LayersModel): number {
  return model.trainableWeights.reduce((sum, weight) => sum + weight.read().size, 0);
}

/** Hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function writeWhole(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
