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
        `echo "$OMP_NUM_THREADS $*" > '${file}'
        echo "a warning first"
        echo '${JSON.stringify(measurement)}'`,
      );
      assert.deepEqual(await measurePeer(python, { totalSteps: 4096, layout: "packed" }), measurement);
      const [threads, script, ...args] = readFileSync(file, "utf8").trim().split(" ");
      assert.ok(existsSync(script!), script);
      const flags = args.join(" ");
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
        `seq -f "line %g" 0 99 >&2
        echo "ModuleNotFoundError: No module named 'sb3_contrib'" >&2
        exit 1`,
      );
      await assert.rejects(measurePeer(python), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /^the measurement of MaskablePPO failed \(.*fake-python\):\nline 89\n/);
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
        measurePeer(fakePython(folder, "echo hello")),
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
