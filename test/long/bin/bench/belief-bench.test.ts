import assert from "node:assert/strict";
import { beliefs } from "../../../../agent/belief/kinds/index.js";
import { type BeliefBenchCase, type BeliefMeasurement, benchFlags } from "../../../../bin/bench/belief-bench.js";
import { inOwnProcess } from "../../../../bin/bench/measure-apart.js";

describe("cryogym bench belief", () => {
  it("measures each belief in a process of its own, and finds that updates leave next to nothing behind", async () => {
    for (const belief of beliefs.names()) {
      const benchCase: BeliefBenchCase = { belief, holes: 100, runSeconds: 0.02, runs: 1 };
      const measured = await inOwnProcess<BeliefBenchCase, BeliefMeasurement>(
        "belief-bench-process.js",
        benchCase,
        benchFlags,
      );
      assert.deepEqual([measured.belief, measured.holes], [belief, 100]);
      assert.ok(measured.updateMicroseconds > measured.observeMicroseconds, belief);
      assert.ok(measured.sampleMicroseconds > 0 && measured.createMicroseconds > 0, belief);
      // An array of 100 numbers would be 800 bytes and more.
      assert.ok(measured.allocatedBytesPerUpdate < 100, `${belief}: ${measured.allocatedBytesPerUpdate} bytes`);
    }
  });
});
