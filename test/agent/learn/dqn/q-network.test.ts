import assert from "node:assert/strict";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { flatFeatureNames } from "../../../../agent/learn/dqn/hole-features.js";
import { HoleStates } from "../../../../agent/learn/dqn/hole-states.js";
import { QNetwork } from "../../../../agent/learn/dqn/q-network.js";
import { onEachBackend } from "../../../support/backends.js";
import { assertClose } from "../../../support/finite-differences.js";
import { played, smallTask } from "./small-flat.js";

describe("a flat DQN's network", () => {
  onEachBackend(() => {
    it("values all holes of states as it values each by itself, and keeps no tensors", () => {
      const network = QNetwork.create([8, 6], 3);
      const states = new HoleStates("predicted");
      const log = played(smallTask(600), 0);
      for (const state of [0, 3, 7]) states.add(log, state);
      const rows = Array.from({ length: states.size }, (_, row) => row);
      const before = tf.memory().numTensors;
      const values = network.evaluate(states);
      assert.equal(tf.memory().numTensors, before);
      const inputs = tf.tensor2d(states.inputs(rows), [rows.length, flatFeatureNames.length]);
      const each = tf.tidy(() => network.forward(inputs));
      assertClose(values, each.dataSync<"float32">(), "values");
      const ofModel = network.model.predict(inputs) as tf.Tensor;
      assertClose(values, ofModel.dataSync<"float32">(), "values of the model that is saved");
      assert.ok(new Set(values).size > 5);
      tf.dispose([inputs, each, ofModel]);
      network.dispose();
    });
  });
});
