import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "../../agent/learn/backend/tensorflow.js";
import type { CheckpointCard } from "../../agent/learn/checkpoint/card.js";
import { saveCheckpoint } from "../../agent/learn/checkpoint/save-checkpoint.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../../agent/learn/input/decision-input.js";
import { FeatureNormaliser } from "../../agent/learn/network/feature-normaliser.js";
import type { NetworkShape } from "../../agent/learn/network/network-shape.js";
import { PolicyNetwork } from "../../agent/learn/network/policy-network.js";
import { RandomStream } from "../../env/random/random-stream.js";
import type { Learned } from "./learning-runs.js";

/** Of the networks of {@link smallNetwork}. */
export const smallShape: NetworkShape = {
  candidateFeatures: CANDIDATE_FEATURES,
  contextFeatures: CONTEXT_FEATURES,
  privilegedFeatures: 4,
  levels: 5,
  hidden: 8,
};

/** A small network of the sizes that sessions need, and a normaliser that has seen what was drawn. */
export function smallNetwork(seed = 1): Learned {
  const network = PolicyNetwork.create(smallShape, { temperature: 0.25, indexPrior: true, hierarchy: true }, seed);
  const normaliser = FeatureNormaliser.create(CANDIDATE_FEATURES, CONTEXT_FEATURES);
  const random = new RandomStream(seed);
  const drawn = (length: number) => Float32Array.from({ length }, () => random.normal());
  for (let i = 0; i < 20; i++) normaliser.see(drawn(3 * CANDIDATE_FEATURES), 3, drawn(CONTEXT_FEATURES));
  return { network, normaliser };
}

/** Gives all weights, those of the residuals included, values that are not 0. */
export function shake(network: PolicyNetwork, seed = 3): void {
  const random = new RandomStream(seed);
  for (const weight of network.weights) {
    const values = Float32Array.from({ length: weight.size }, () => 0.3 * random.normal());
    tf.tidy(() => weight.assign(tf.tensor(values, weight.shape)));
  }
}

/** Saves a network with a card that says nothing of note. */
export async function saveSmall(folder: string, { network, normaliser }: Learned): Promise<void> {
  await saveCheckpoint(folder, network, normaliser, {
    purpose: "a test",
    training: {
      command: "cryogym train --config test.yaml --out runs/test",
      config: {},
      seed: 1,
      scenarios: ["y1-like"],
      heldBack: [],
      steps: 0,
      minutes: 0,
      machine: "none",
      backend: "none",
      codeVersion: "0.0.0",
    },
    figures: [],
  });
}

/** Any part of a card, to be changed. */
export type Changeable<T> = {
  -readonly [Key in keyof T]: T[Key] extends string | number ? T[Key] : Changeable<T[Key]>;
};

/** Changes the card of a checkpoint. */
export function changeCard(folder: string, change: (card: Changeable<CheckpointCard>) => void): void {
  const file = join(folder, "card.json");
  const card = JSON.parse(readFileSync(file, "utf8")) as Changeable<CheckpointCard>;
  change(card);
  writeFileSync(file, JSON.stringify(card));
}

/** Changes another file of a checkpoint, its checksum in the card with it. */
export function changeFile(folder: string, name: keyof CheckpointCard["checksums"], content: string | Buffer): void {
  writeFileSync(join(folder, name), content);
  changeCard(folder, ({ checksums }) => {
    checksums[name] = createHash("sha256").update(content).digest("hex");
  });
}
