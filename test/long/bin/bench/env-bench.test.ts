import assert from "node:assert/strict";
import { benchTask, targetCounts } from "../../../../bin/bench/bench-task.js";
import { benchCases, growthExponent } from "../../../../bin/bench/env-bench.js";
import { measureApart } from "../../../../bin/bench/measure-apart.js";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";

describe("cryogym bench env", () => {
  it("measures worlds of the sizes that it names", () => {
    for (const targets of targetCounts) {
      const { source } = benchTask(targets, "complete");
      const { tree } = source.create(new KeyedRandom(1));
      assert.equal(tree.size - 1, targets);
      assert.equal(source.mostTargets, tree.size);
    }
  });

  it("measures each case in a process of its own", async () => {
    for (const [environment, survey] of benchCases) {
      const options = { runSeconds: 0.01, runs: 1 };
      const measured = await measureApart({ environment, targets: 100, survey, options });
      assert.deepEqual([measured.environment, measured.targets, measured.survey], [environment, 100, survey]);
      assert.ok(measured.stepsPerSecond > 0);
      assert.ok(measured.stepsPerSecondFromScratch > 0 && measured.worldsPerSecond > 0);
      assert.ok(measured.bytesPerEnvironment > 0 && measured.stepsPerEpisode > 1);
      assert.ok(Number.isFinite(measured.allocatedBytesPerStep));
    }
  });

  it("fits the power with which the time of a step grows", () => {
    const of = (targets: number, stepsPerSecond: number) => ({ targets, stepsPerSecond }) as never;
    assert.ok(Math.abs(growthExponent([of(100, 1000), of(1000, 100), of(10_000, 10)]) - 1) < 1e-9);
    assert.equal(growthExponent([of(100, 7), of(1000, 7)]), 0);
  });
});
