import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadBackend } from "../../../../agent/learn/backend/load-backend.js";
import { loadCheckpoint } from "../../../../agent/learn/checkpoint/load-checkpoint.js";
import { saveCheckpoint } from "../../../../agent/learn/checkpoint/save-checkpoint.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../../../../agent/learn/input/decision-input.js";
import { FeatureNormaliser } from "../../../../agent/learn/network/feature-normaliser.js";
import { PolicyNetwork } from "../../../../agent/learn/network/policy-network.js";
import { LearnedPolicy } from "../../../../agent/learn/policy/learned-policy.js";
import { readWeights } from "../../../../agent/learn/train/flat-weights.js";
import { createPolicy, preparePolicies } from "../../../../agent/policy-spec.js";
import { withFolder } from "../../../support/folder-while.js";

const training = {
  command: "cryogym train",
  config: {},
  seed: 1,
  scenarios: [],
  heldBack: [],
  steps: 0,
  minutes: 0,
  machine: "any",
  backend: "any",
  codeVersion: "0",
};

describe("checkpoints", () => {
  before(() => loadBackend("cpu"));

  it("of the hierarchical kind are loaded as they were saved, by cards that name no kind too", () =>
    withFolder(async (root) => {
      const folder = join(root, "a");
      const shape = { candidateFeatures: CANDIDATE_FEATURES, contextFeatures: CONTEXT_FEATURES };
      const network = PolicyNetwork.create(
        { ...shape, privilegedFeatures: 4, levels: 5, hidden: 6 },
        { temperature: 0.25, indexPrior: true },
        3,
      );
      const normaliser = FeatureNormaliser.create(CANDIDATE_FEATURES, CONTEXT_FEATURES);
      await saveCheckpoint(folder, network, normaliser, { purpose: "To test.", training, figures: [] });
      const older = join(root, "b");
      cpSync(folder, older, { recursive: true });
      const { kind, ...card } = JSON.parse(readFileSync(join(folder, "card.json"), "utf8"));
      assert.equal(kind, "hierarchical");
      writeFileSync(join(older, "card.json"), JSON.stringify(card));
      for (const from of [folder, older]) {
        const loaded = await loadCheckpoint(from);
        assert.deepEqual(readWeights(loaded.network.weights), readWeights(network.weights));
        loaded.network.dispose();
        await preparePolicies([`learned:${from}`]);
        assert.ok(createPolicy(`learned:${from}`) instanceof LearnedPolicy);
      }
      network.dispose();
    }));
});
