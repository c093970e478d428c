import { chooseBackend } from "../../agent/learn/backend/choose-backend.js";
import { saveCheckpoint } from "../../agent/learn/checkpoint/save-checkpoint.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../../agent/learn/input/decision-input.js";
import { levelNames } from "../../agent/learn/input/decision-state.js";
import { FeatureNormaliser } from "../../agent/learn/network/feature-normaliser.js";
import { PolicyNetwork } from "../../agent/learn/network/policy-network.js";

/** Writes a checkpoint of an untrained network, which decides as the rule does. */
export async function makeCheckpoint(folder: string): Promise<void> {
  await chooseBackend("wasm");
  const shape = {
    candidateFeatures: CANDIDATE_FEATURES,
    contextFeatures: CONTEXT_FEATURES,
    privilegedFeatures: 4,
    levels: levelNames.length,
    hidden: 8,
  };
  const network = PolicyNetwork.create(shape, { temperature: 0.25, indexPrior: true }, 1);
  const normaliser = FeatureNormaliser.create(CANDIDATE_FEATURES, CONTEXT_FEATURES);
  await saveCheckpoint(folder, network, normaliser, {
    purpose: "Tests: an untrained network.",
    training: {
      command: "cryogym train --config training/quick.yaml --out runs/none",
      config: {},
      seed: 1,
      scenarios: ["y1-like"],
      heldBack: ["twelve-grids"],
      steps: 12_345,
      minutes: 0,
      machine: "none",
      backend: "wasm",
      codeVersion: "test",
    },
    figures: [{ what: "score − index, per cent", value: -1.25, low: -2.5, high: 0.125, command: "cryogym evaluate" }],
  });
  network.dispose();
}
