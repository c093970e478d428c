import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { measurePeer, parseMeasurement } from "../../../../bin/bench/train/measure-peer.js";
import { UserError } from "../../../../env/errors.js";
import { fakePython } from "../../../support/fake-python.js";
import { withFolder } from "../../../support/folder-while.js";

const measurement = {
  envStepsPerSecond: 2500.5,
  steps: 8192,
  seconds: 3.3,
  rolloutSeconds: 1.3,
  updateSeconds: 2,
  processorSeconds: 3.2,
  parameters: 24645,
  torchThreads: 1,
  versions: { python: "3.11.7", torch: "2.15.0" },
};

describe("measurePeer", () => {
  it("gives the settings as flags, defaults for the others, and reads the measurement", async () => {
    await withFolder(async (folder) => {
      const file = join(folder, "called");
      const python = fakePython(
        folder,
        `fs.writeFileSync(${JSON.stringify(file)}, JSON.stringify({ args, threads: process.env.OMP_NUM_THREADS }));
        console.log("a warning first");
        console.log(${JSON.stringify(JSON.stringify(measurement))});`,
      );
      assert.deepEqual(await measurePeer(python, { totalSteps: 4096, layout: "packed" }), measurement);
      const { args, threads } = JSON.parse(readFileSync(file, "utf8"));
      assert.match(args[0], /maskable_ppo\.py$/);
      assert.ok(existsSync(args[0]));
      const flags = args.slice(1).join(" ");
      assert.match(flags, /--total-steps 4096\b/);
      assert.match(flags, /--layout packed\b/);
      assert.match(flags, /--candidates 64\b/);
      assert.equal(threads, "1");
    });
  });

  it("tells the last that a failing Python said", async () => {
    await withFolder(async (folder) => {
      const python = fakePython(
        folder,
        `for (let i = 0; i < 100; i++) console.error("line " + i);
        console.error("ModuleNotFoundError: No module named 'sb3_contrib'");
        process.exit(1);`,
      );
      await assert.rejects(measurePeer(python), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /^the measurement of MaskablePPO failed \(.*fake-python\.cjs\):\nline 89\n/);
        assert.match(error.message, /No module named 'sb3_contrib'$/);
        return true;
      });
    });
  });

  it("says so where there is no such Python", async () => {
    await assert.rejects(
      measurePeer("/nowhere/python"),
      new UserError("can't run /nowhere/python: name a Python with sb3-contrib and torch"),
    );
  });

  it("quotes a Python that writes something else", async () => {
    await withFolder(async (folder) => {
      await assert.rejects(
        measurePeer(fakePython(folder, 'console.log("hello")')),
        new UserError("expected a measurement of MaskablePPO as a line of JSON, but its last line is 'hello'"),
      );
    });
  });
});

describe("parseMeasurement", () => {
  it("names what is missing or impossible", () => {
    const { steps: _, ...rest } = measurement;
    assert.throws(
      () => parseMeasurement(JSON.stringify({ ...rest, envStepsPerSecond: 0 })),
      (error: Error) =>
        error instanceof UserError && /envStepsPerSecond/.test(error.message) && /at steps/.test(error.message),
    );
  });

  it("refuses nothing at all", () => {
    assert.throws(() => parseMeasurement(""), UserError);
    assert.throws(() => parseMeasurement("null\n"), UserError);
  });
});
