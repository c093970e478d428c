import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { widerLimits } from "../../../server/drivers/library/compare-limits.js";
import { loadLimits } from "../../../server/drivers/library/load-limits.js";
import { limitsMessage, limitsSchema } from "../../../server/safety/limits.js";
import { type DriverBench, driverBench } from "../../support/server-drive.js";
import { RecordingInstrument } from "../../support/server-instrument.js";
import { compareCases } from "../../support/server-limit-cases.js";
import { temporaryFolder } from "../../support/server-microscope.js";
import { directive } from "../../support/server-scripted-server.js";

const finish = directive("end", { $case: "finish", finish: {} });

describe("the server that a driver obeys", () => {
  let bench: DriverBench;

  beforeEach(async () => {
    bench = await driverBench({ directives: [finish], serverId: "one", leaseTerm: 4 });
    const driven = bench.drive(new RecordingInstrument());
    await bench.heard("directiveCompleted");
    bench.server.end();
    assert.equal(await driven, "finished");
  });

  afterEach(() => bench.close());

  async function refused(words: RegExp): Promise<void> {
    const instrument = new RecordingInstrument();
    await assert.rejects(bench.drive(instrument), { name: "UserError", message: words });
    assert.deepEqual([instrument.calls.length, instrument.reads], [0, 0]);
  }

  it("is said in hello", async () => {
    const driven = bench.drive(new RecordingInstrument());
    await bench.heard("hello", 2);
    bench.server.end();
    await driven;
    const { serverId, leaseTerm } = bench.server.hellos.at(-1)!;
    assert.deepEqual({ serverId, leaseTerm }, { serverId: "one", leaseTerm: 4 });
  });

  it("is the only one", async () => {
    bench.server.options.serverId = "two";
    await refused(/is 'two', but this instrument obeys 'one'.*--adopt-server/);
    bench.server.options.serverId = "";
    bench.server.options.leaseTerm = 0;
    await refused(/obeys 'one'/);
  });

  it("has no older lease than the one obeyed", async () => {
    bench.server.options.leaseTerm = 3;
    await refused(/lease term 3 .* term 4 was obeyed/);
    bench.server.options.leaseTerm = 5;
    const driven = bench.drive(new RecordingInstrument());
    await bench.heard("hello", 3);
    bench.server.end();
    assert.equal(await driven, "finished");
    bench.server.options.leaseTerm = 4;
    await refused(/lease term 4 .* term 5 was obeyed/);
  });

  it("is another one if the operator says so, for good", async () => {
    Object.assign(bench.server.options, { serverId: "two", leaseTerm: 1 });
    const driven = bench.drive(new RecordingInstrument(), { adoptServer: true });
    await bench.heard("hello", 2);
    bench.server.end();
    assert.equal(await driven, "finished");
    bench.server.options.serverId = "one";
    await refused(/obeys 'two'/);
  });

  it("is not obeyed if its limits are wider, nothing being asked of the instrument", async () => {
    const limits = limitsSchema.parse({ grid_loads_per_hour: 4, allowed_slots: [1, 2] });
    bench.server.options.limits = limitsMessage(limitsSchema.parse({ grid_loads_per_hour: 6, allowed_slots: [1] }));
    const instrument = new RecordingInstrument();
    await assert.rejects(bench.drive(instrument, { limits }), /grid_loads_per_hour is 6 at the server and 4 here/);
    bench.server.options.limits = undefined;
    await assert.rejects(bench.drive(instrument, { limits }), /grid_loads_per_hour is without limit at the server/);
    assert.deepEqual([instrument.calls.length, instrument.reads], [0, 0]);
  });
});

describe("widerLimits", () => {
  for (const { what, own, wider, narrower, field } of compareCases) {
    it(`compares ${what}`, () => {
      const here = limitsSchema.parse(own);
      const of = (limits: object) => widerLimits(limitsMessage(limitsSchema.parse(limits)), here);
      assert.deepEqual(of(own), []);
      assert.deepEqual(of({ ...own, ...narrower }), []);
      const found = of({ ...own, ...wider });
      assert.equal(found.length, 1, found.join());
      assert.match(found[0]!, new RegExp(`^${field} is .* at the server and .* here$`));
      // What is left out is wider than any limit; one shot a target is what is meant where nothing is said.
      const isTold = of({}).some((sentence) => sentence.startsWith(`${field} is `));
      assert.equal(isTold, field !== "shots_per_target");
    });
  }
});

describe("loadLimits", () => {
  it("reads a file and says where it is wrong", () => {
    const folder = temporaryFolder();
    const file = join(folder.path, "limits.yaml");
    try {
      writeFileSync(file, "stage_x_micrometers: [-900, 900]\ngrid_loads_per_hour: 4\n");
      assert.equal(loadLimits(file).grid_loads_per_hour, 4);
      writeFileSync(file, "stage_x_micrometers: [-900, 900]\ngrid_loads_an_hour: 4\n");
      assert.throws(() => loadLimits(file), /limits\.yaml:2:1: /);
    } finally {
      folder.remove();
    }
  });
});
