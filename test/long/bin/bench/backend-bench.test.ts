import assert from "node:assert/strict";
import type { BackendBenchCase } from "../../../../bin/bench/backend-bench.js";
import type { BackendBenchResult } from "../../../../bin/bench/backend-bench-process.js";
import { inOwnProcess } from "../../../../bin/bench/measure-apart.js";

describe("cryogym bench backend", () => {
  it("measures WebAssembly in a process of its own, and finds its gradients slow without kernels", async () => {
    const measured = await inOwnProcess<BackendBenchCase, BackendBenchResult>("backend-bench-process.js", {
      backend: "wasm",
      runSeconds: 0.05,
    });
    assert.ok(!("missing" in measured));
    assert.equal(measured.backend, "wasm");
    assert.ok(measured.score100.processor < measured.score1000.processor);
    assert.ok(measured.raggedStep.processor < measured.paddedStep.processor);
    const gradients = measured.parts.find(({ name }) => name === "dense layer, loss and gradients")!;
    assert.ok(gradients.stock.processor > 2 * gradients.ours.processor, `${JSON.stringify(gradients)}`);
  });
});
