import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseBackend } from "../../../../agent/learn/backend/choose-backend.js";
import { loadLayersModel } from "../../../../agent/learn/backend/layers.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { loadCheckpoint } from "../../../../agent/learn/checkpoint/load-checkpoint.js";
import { readCheckpoint } from "../../../../agent/learn/checkpoint/read-checkpoint.js";
import { FEATURE_SCHEMA_VERSION } from "../../../../agent/learn/input/decision-input.js";
import { Experience } from "../../../../agent/learn/train/experience.js";
import { readWeights } from "../../../../agent/learn/train/flat-weights.js";
import { UserError } from "../../../../env/errors.js";
import { RandomStream } from "../../../../env/random/random-stream.js";
import { changeCard, changeFile, saveSmall, shake, smallNetwork, smallShape } from "../../../support/checkpoints.js";
import { withFolder } from "../../../support/folder-while.js";
import type { Learned } from "../../../support/learning-runs.js";

/** What a network makes of a few drawn steps. */
function outputs({ network, normaliser }: Learned) {
  const random = new RandomStream(9);
  const drawn = (length: number) => Float32Array.from({ length }, () => 3 * random.normal());
  const experience = new Experience(smallShape, normaliser);
  const counts = [4, 0, 11];
  for (const [i, count] of counts.entries()) {
    const candidates = drawn(count * smallShape.candidateFeatures);
    const context = drawn(smallShape.contextFeatures);
    const legal = new Uint8Array(count + 3).fill(1);
    experience.add({ level: i, count, candidates, context, legal, scores: drawn(count + 3) }, 0.5, drawn(4));
  }
  const { logProbabilities, values } = tf.tidy(() => network.forward(experience.batch(Int32Array.of(0, 1, 2))));
  const result = [...logProbabilities.dataSync(), ...values.dataSync()];
  tf.dispose([logProbabilities, values]);
  return result;
}

/** A checkpoint, changed, and what loading it says. */
async function refused(change: (folder: string) => void, expected: RegExp): Promise<void> {
  await withFolder(async (folder) => {
    const made = smallNetwork();
    await saveSmall(folder, made);
    made.network.dispose();
    change(folder);
    const before = tf.memory().numTensors;
    await assert.rejects(loadCheckpoint(folder), (error: Error) => {
      assert.ok(error instanceof UserError, `${error.stack}`);
      assert.match(error.message, expected);
      assert.ok(error.message.includes(folder), error.message);
      return true;
    });
    assert.equal(tf.memory().numTensors, before, "tensors were left behind");
  });
}

const readModel = (folder: string) => JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));

describe("a checkpoint", () => {
  before(async () => {
    await chooseBackend("cpu");
  });

  it("gives the outputs of what was saved, to the last bit", async () => {
    const made = smallNetwork();
    shake(made.network);
    await withFolder(async (folder) => {
      await saveSmall(folder, made);
      const loaded = await loadCheckpoint(folder);
      assert.deepEqual(readWeights(loaded.network.weights), readWeights(made.network.weights));
      assert.deepEqual(loaded.normaliser.toJSON(), made.normaliser.toJSON());
      assert.equal(loaded.normaliser.isFrozen, true);
      const expected = outputs(made);
      assert.deepEqual(outputs(loaded), expected);
      // And it matters what was loaded.
      const other = smallNetwork();
      assert.notDeepEqual(outputs(other), expected);
      for (const { network } of [loaded, other]) network.dispose();
    });
    made.network.dispose();
  });

  it("is the same file when it is saved again", async () => {
    const made = smallNetwork();
    shake(made.network);
    await withFolder(async (folder) => {
      await saveSmall(folder, made);
      const loaded = await loadCheckpoint(folder);
      await saveSmall(join(folder, "again"), loaded);
      const weights = (of: string) => readFileSync(join(of, "weights.bin"));
      assert.deepEqual(weights(join(folder, "again")), weights(folder));
      loaded.network.dispose();
    });
    made.network.dispose();
  });

  it("is a layers model that TensorFlow.js reads itself", async () => {
    const made = smallNetwork();
    shake(made.network);
    await withFolder(async (folder) => {
      await saveSmall(folder, made);
      const { modelTopology, weightsManifest, userDefinedMetadata } = readModel(folder);
      assert.deepEqual(userDefinedMetadata, { normaliser: made.normaliser.toJSON() });
      assert.deepEqual(weightsManifest[0].paths, ["weights.bin"]);
      const bytes = Uint8Array.from(readFileSync(join(folder, weightsManifest[0].paths[0])));
      const weightSpecs = weightsManifest.flatMap(({ weights }: { weights: unknown[] }) => weights);
      const model = await loadLayersModel({
        load: async () => ({ modelTopology, weightSpecs, weightData: bytes.buffer }),
      });
      const read = model.trainableWeights.flatMap((weight) => [...weight.read().dataSync()]);
      assert.deepEqual(Float32Array.from(read), readWeights(made.network.weights));
      assert.deepEqual(
        model.inputs.map(({ shape }) => shape[1]),
        [smallShape.candidateFeatures, smallShape.contextFeatures, 2 * smallShape.hidden, 4],
      );
      model.dispose();
    });
    made.network.dispose();
  });

  it("is not loaded where a file is missing", async () => {
    for (const name of ["card.json", "model.json", "weights.bin"]) {
      await withFolder(async (folder) => {
        const made = smallNetwork();
        await saveSmall(folder, made);
        made.network.dispose();
        rmSync(join(folder, name));
        await assert.rejects(
          loadCheckpoint(folder),
          new UserError(
            `${folder} is no checkpoint: ${name} can't be read; expected a folder with model.json, weights.bin and card.json, as cryogym train writes`,
          ),
        );
      });
    }
  });

  it("is not loaded where its card is no JSON, or none of this version", async () => {
    await refused((folder) => writeFileSync(join(folder, "card.json"), "{"), /card\.json is no JSON.*copy the check/);
    await refused(
      (folder) =>
        changeCard(folder, (card) => {
          (card as { schemaVersion: number }).schemaVersion = 2;
        }),
      /card\.json: schemaVersion: .*; this version of cryogym reads cards of schemaVersion 1/,
    );
    await refused(
      (folder) => writeFileSync(join(folder, "card.json"), "null"),
      /card\.json: the card: .*schemaVersion 1/,
    );
  });

  it("is not loaded where a file is not the one that the card was written with", async () => {
    for (const name of ["model.json", "weights.bin"]) {
      await refused(
        (folder) => {
          const content = readFileSync(join(folder, name));
          content[content.length - 2]! ^= 1;
          writeFileSync(join(folder, name), content);
        },
        new RegExp(
          `${name} is not the file that card\\.json was written with.*; copy the checkpoint again, or train it`,
        ),
      );
    }
  });

  it("is not loaded where a weight is no number, though the checksum holds", async () => {
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      await refused((folder) => {
        const weights = readFileSync(join(folder, "weights.bin"));
        weights.writeFloatLE(value, 4 * 5);
        changeFile(folder, "weights.bin", weights);
      }, /weights\.bin: weight 5 is (NaN|-Infinity): training has diverged; use an earlier checkpoint, or train with/);
    }
  });

  it("is not loaded where weights are missing", async () => {
    for (const bytes of [4, 1]) {
      await refused(
        (folder) => changeFile(folder, "weights.bin", readFileSync(join(folder, "weights.bin")).subarray(bytes)),
        /weights\.bin has [\d.]+ weights, the card says \d+: the checkpoint is damaged/,
      );
    }
  });

  it("is not loaded where features are of another version", async () => {
    await refused(
      (folder) => changeCard(folder, ({ features }) => features.schemaVersion++),
      new RegExp(
        `has features of version ${FEATURE_SCHEMA_VERSION + 1}; .* computes version 1: use a checkpoint trained`,
      ),
    );
  });

  it("is not loaded where a feature has another name, is missing or is one too many", async () => {
    const names = (of: "candidate" | "context", change: (names: string[]) => void) => (folder: string) =>
      changeCard(folder, ({ features }) => change(features[of]));
    await refused(
      names("candidate", (list) => {
        list[2] = "luck";
      }),
      /has the candidate feature 'luck' where 'chance' stands: use a checkpoint/,
    );
    await refused(
      names("candidate", (list) => list.splice(0, 2, list[1]!, list[0]!)),
      /has the candidate feature 'is_unsurveyed' where 'is_leaf' stands/,
    );
    await refused(
      names("context", (list) => list.splice(0, 1)),
      /has the context feature 'log_remaining_hours' where 'remaining_share' stands/,
    );
    await refused(
      names("context", (list) => list.pop()),
      /has the context feature 'nothing' where 'chooses_position' stands/,
    );
    await refused(
      names("candidate", (list) => list.push("luck")),
      /has the candidate feature 'luck' where 'nothing' stands/,
    );
  });

  it("is not loaded where its layers are not those of the card", async () => {
    const other = /layers in .*model\.json are not those that its card describes; train the checkpoint anew/;
    for (const field of ["hidden", "levels", "privilegedFeatures"] as const) {
      await refused((folder) => changeCard(folder, ({ network }) => network[field]++), other);
    }
    await refused((folder) => {
      const model = readModel(folder);
      const text = JSON.stringify(model).replaceAll("encoder_2", "encoder_9");
      changeFile(folder, "model.json", text);
    }, other);
    await refused((folder) => {
      const { modelTopology: _, ...rest } = readModel(folder);
      changeFile(folder, "model.json", JSON.stringify(rest));
    }, other);
    await refused((folder) => {
      changeFile(folder, "model.json", JSON.stringify({ ...readModel(folder), weightsManifest: 7 }));
    }, other);
    await refused((folder) => changeFile(folder, "model.json", "null"), /model\.json is no model of TensorFlow\.js/);
    await refused((folder) => changeFile(folder, "model.json", "{"), /model\.json is no JSON/);
  });

  it("is not loaded where its card asks for a network that no memory holds", async () => {
    await refused((folder) => changeCard(folder, ({ network }) => (network.hidden = 1e8)), /network\.hidden: Too big/);
  });

  it("is not loaded without a normaliser of its features", async () => {
    const none = /model\.json has no normaliser of its features: the checkpoint is damaged/;
    const withMetadata =
      (change: (metadata: { normaliser?: { context: { mean: number[] } } }) => void) => (folder: string) => {
        const model = readModel(folder);
        change(model.userDefinedMetadata);
        changeFile(folder, "model.json", JSON.stringify(model));
      };
    await refused(
      withMetadata((metadata) => delete metadata.normaliser),
      none,
    );
    await refused(
      withMetadata((metadata) => metadata.normaliser!.context.mean.pop()),
      none,
    );
    await refused((folder) => {
      const { userDefinedMetadata: _, ...rest } = readModel(folder);
      changeFile(folder, "model.json", JSON.stringify(rest));
    }, none);
  });

  it("is not read where a file is larger than any checkpoint", async () => {
    for (const name of ["card.json", "model.json", "weights.bin"]) {
      await withFolder(async (folder) => {
        const made = smallNetwork();
        await saveSmall(folder, made);
        made.network.dispose();
        writeFileSync(join(folder, name), Buffer.alloc(2 * 1024 * 1024 + 1));
        assert.throws(
          () => readCheckpoint(folder),
          new UserError(`${join(folder, name)} has 2097153 bytes; a checkpoint's files have at most 2097152`),
        );
      });
    }
  });
});
