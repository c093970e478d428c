import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDataset } from "../../../../agent/learn/imitation/dataset.js";
import { type TrainingConfig, trainingSchema } from "../../../../agent/learn/train/training-config.js";
import { UserError } from "../../../../env/errors.js";
import { withFolder } from "../../../support/folder-while.js";

function config(teacher = "greedy"): TrainingConfig {
  return trainingSchema.parse({
    name: "tiny",
    purpose: "a test",
    workers: 1,
    scenarios: [{ name: "small-session" }],
    imitation: { teacher, episodes: 4 },
  });
}

describe("a dataset", () => {
  it("is written once; episodes that are missing are made anew, the same as they were, and no others", async () => {
    await withFolder(async (folder) => {
      const files = await makeDataset(folder, config());
      assert.deepEqual(
        files,
        [0, 1, 2, 3].map((k) => join(folder, `episode-00000${k}.bin`)),
      );
      const before = files.map((file) => readFileSync(file));
      assert.notDeepEqual(before[0], before[1]);
      const made = (which: number[]) => which.map((k) => statSync(files[k]!).mtimeMs);
      const times = made([0, 2]);
      for (const k of [1, 3]) rmSync(files[k]!);
      const done: number[] = [];
      await makeDataset(folder, config(), { onEpisode: (count) => done.push(count) });
      assert.deepEqual(done, [3, 4]);
      assert.deepEqual(made([0, 2]), times);
      assert.deepEqual(
        files.map((file) => readFileSync(file)),
        before,
      );
      await makeDataset(folder, config(), { onEpisode: () => assert.fail("all are there") });
    });
  });

  it("is not mixed with one of another teacher or of other features", async () => {
    await withFolder(async (folder) => {
      const signal = AbortSignal.abort(new Error("not now"));
      await assert.rejects(makeDataset(folder, config(), { signal }), /not now/);
      assert.equal(existsSync(join(folder, "episode-000000.bin")), false);
      const refused = new UserError(
        `${folder} holds the dataset of other settings; delete it, or give another folder by --out`,
      );
      await assert.rejects(makeDataset(folder, config("index"), { signal }), refused);
      const file = join(folder, "dataset.json");
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace('"features":1', '"features":2'));
      await assert.rejects(makeDataset(folder, config(), { signal }), refused);
    });
  });
});
