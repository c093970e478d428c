import type { CheckpointCard } from "../checkpoint/card.js";
import { adoptWeights } from "../checkpoint/load-checkpoint.js";
import { type CheckpointFormat, readCheckpointOf } from "../checkpoint/read-checkpoint.js";
import { type CardText, parametersOf, writeCheckpoint } from "../checkpoint/save-checkpoint.js";
import { type FlatCard, flatCardSchema } from "./flat-card.js";
import { FLAT_FEATURE_SCHEMA_VERSION, flatFeatureNames, type VisitedAs } from "./hole-features.js";
import { QNetwork } from "./q-network.js";

const format: CheckpointFormat<FlatCard> = {
  schema: flatCardSchema,
  featureVersion: FLAT_FEATURE_SCHEMA_VERSION,
  featuresOf: ({ features }) => ({
    schemaVersion: features.schemaVersion,
    lists: [["hole", features.hole, flatFeatureNames]],
  }),
};

/** A flat DQN's checkpoint, ready to decide. */
export interface FlatCheckpoint {
  readonly card: FlatCard;
  readonly network: QNetwork;
}

/**
 * Writes a network as `saveCheckpoint` does, with a card of the kind `flat-dqn`.
 *
 * @example await saveFlatCheckpoint("checkpoints/dqn", network, { hidden, visited, chosen: "the last one" }, text);
 */
export async function saveFlatCheckpoint(
  folder: string,
  { model }: QNetwork,
  network: { readonly hidden: readonly number[]; readonly visited: VisitedAs; readonly chosen: string },
  text: CardText,
): Promise<void> {
  await writeCheckpoint(folder, model, {}, (checksums: CheckpointCard["checksums"]) => ({
    schemaVersion: 1,
    kind: "flat-dqn",
    ...text,
    features: { schemaVersion: FLAT_FEATURE_SCHEMA_VERSION, hole: [...flatFeatureNames] },
    network: { ...network, parameters: parametersOf(model) },
    checksums,
  }));
}

/**
 * Loads a flat DQN's checkpoint. A backend has been chosen.
 *
 * @throws UserError if it is damaged or does not fit this version, as `readCheckpoint`
 * @example const { network } = await loadFlatCheckpoint("checkpoints/dqn");
 */
export async function loadFlatCheckpoint(folder: string): Promise<FlatCheckpoint> {
  const files = readCheckpointOf(format, folder);
  const { card } = files;
  const network = QNetwork.create(card.network.hidden, 0);
  try {
    await adoptWeights(network.model, files);
    return { card, network };
  } catch (error) {
    network.dispose();
    throw error;
  }
}
