import { UserError } from "../../../env/errors.js";
import { type LayersModel, loadLayersModel } from "../backend/layers.js";
import * as tf from "../backend/tensorflow.js";
import { FeatureNormaliser, type NormaliserJson } from "../network/feature-normaliser.js";
import { PolicyNetwork } from "../network/policy-network.js";
import type { CheckpointCard } from "./card.js";
import { type CheckpointFiles, readCheckpoint } from "./read-checkpoint.js";

/** A checkpoint, ready to decide. */
export interface LoadedCheckpoint {
  readonly card: CheckpointCard;
  readonly network: PolicyNetwork;
  /** Frozen. */
  readonly normaliser: FeatureNormaliser;
}

/**
 * Loads a checkpoint. A backend has been chosen.
 *
 * @throws UserError if it is damaged or does not fit this version, saying what to do: see {@link readCheckpoint}
 * @example const { network, normaliser } = await loadCheckpoint("checkpoints/default");
 */
export async function loadCheckpoint(folder: string): Promise<LoadedCheckpoint> {
  const files = readCheckpoint(folder);
  const { card } = files;
  const network = PolicyNetwork.create(
    {
      candidateFeatures: card.features.candidate.length,
      contextFeatures: card.features.context.length,
      privilegedFeatures: card.network.privilegedFeatures,
      levels: card.network.levels,
      hidden: card.network.hidden,
    },
    { temperature: card.network.temperature, indexPrior: card.network.indexPrior, hierarchy: card.network.hierarchy },
    0,
  );
  try {
    await adoptWeights(network.model, files);
    const normaliser = normaliserOf(files, network);
    normaliser.isFrozen = true;
    return { card, network, normaliser };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Gives a model of the card's sizes the saved weights, layer by layer. @throws UserError if the layers are others */
export async function adoptWeights(
  model: LayersModel,
  { folder, model: json, weights }: Pick<CheckpointFiles, "folder" | "model" | "weights">,
): Promise<void> {
  const damaged = new UserError(
    `the layers in ${folder}/model.json are not those that its card describes; train the checkpoint anew with the command in its card`,
  );
  const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength) as ArrayBuffer;
  const load = async () => {
    const { modelTopology, weightsManifest } = json as {
      modelTopology: object;
      weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
    };
    const weightSpecs = weightsManifest.flatMap((group) => group.weights);
    return loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  };
  // Whatever else there is instead of layers.
  const saved = await load().catch(() => {
    throw damaged;
  });
  try {
    const names = (of: typeof saved) =>
      of.trainableWeights.map(({ originalName, shape }) => `${originalName} ${shape}`);
    if (names(saved).join() !== names(model).join()) throw damaged;
    model.setWeights(saved.getWeights());
  } finally {
    saved.dispose();
  }
}

function normaliserOf({ folder, model }: CheckpointFiles, { shape }: PolicyNetwork): FeatureNormaliser {
  const { normaliser } = (model.userDefinedMetadata ?? {}) as { normaliser?: NormaliserJson };
  try {
    return FeatureNormaliser.fromJSON(normaliser!, shape.candidateFeatures, shape.contextFeatures);
  } catch {
    throw new UserError(`${folder}/model.json has no normaliser of its features: the checkpoint is damaged`);
  }
}
