import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { chooseBackend } from "../../../../agent/learn/backend/choose-backend.js";
import * as tf from "../../../../agent/learn/backend/tensorflow.js";
import { UserError } from "../../../../env/errors.js";
import { loadedBackends } from "../../../support/backends.js";

const inWorker = (wanted: string): Promise<{ name: string; sentence: string; gradient: number[] }> =>
  new Promise((resolve, reject) => {
    const file = new URL("../../../support/backend-worker.js", import.meta.url);
    new Worker(file, { workerData: wanted }).once("message", resolve).once("error", reject);
  });

describe("chooseBackend", () => {
  it("computes on what was wanted, and says so", async () => {
    const names = { cpu: /^plain JavaScript$/, wasm: /^WebAssembly \(SIMD\)$/, native: /^native CPU/, gpu: /^GPU/ };
    for (const wanted of loadedBackends) {
      const { name, sentence } = await chooseBackend(wanted);
      assert.equal(name, wanted);
      assert.match(sentence, names[wanted]);
      assert.equal(tf.getBackend(), wanted === "native" ? "tensorflow" : wanted);
      assert.deepEqual([...tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1).dataSync())], [2, 3]);
    }
  });

  it("takes WebAssembly for decisions, and for training but where there is a GPU", async () => {
    assert.equal((await chooseBackend("auto")).sentence, "WebAssembly (SIMD)");
    const { name, sentence } = await chooseBackend("auto", { purpose: "training" });
    assert.match(`${name}: ${sentence}`, /^wasm: WebAssembly \(SIMD\)$|^gpu: GPU/);
  });

  it("says what to do about one that is wanted and does not load", async () => {
    const missing = loadedBackends.includes("native") ? "gpu" : "native";
    await assert.rejects(chooseBackend(missing), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /backend (is not installed: npm run backend:native.*|finds no GPU|cannot be loaded beside.*); or .*--backend auto/,
      );
      return true;
    });
  });

  it("works in worker threads, several at once", async () => {
    const wanted = ["wasm", "auto", loadedBackends.at(-1)!];
    const results = await Promise.all(wanted.map(inWorker));
    for (const { gradient } of results) assert.deepEqual(gradient, [8, 8, 8, 8, 4, 4]);
    assert.deepEqual(
      results.map(({ name }) => name),
      ["wasm", "wasm", loadedBackends.at(-1)],
    );
  });

  it("leaves rejected promises and exceptions of the process alone", async () => {
    await chooseBackend("wasm");
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      const sources = process.rawListeners(event).map(String);
      assert.ok(!sources.some((source) => /ExitStatus|throw reason/.test(source)), sources.join());
    }
  });
});
