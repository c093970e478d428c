import assert from "node:assert/strict";
import { FailureCategory } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type DriverBench, driverBench } from "../../support/server-drive.js";
import { RecordingInstrument } from "../../support/server-instrument.js";
import { ManualTime } from "../../support/server-manual-time.js";
import { directive } from "../../support/server-scripted-server.js";
import { until } from "../../support/server-wait.js";

const group = directive("g", { $case: "goToGroup", goToGroup: { targetId: "1.1.1" } });

describe("the dead-man rule", () => {
  let bench: DriverBench;
  let time: ManualTime;
  let instrument: RecordingInstrument;
  let driven: Promise<unknown>;

  beforeEach(async () => {
    bench = await driverBench();
    time = new ManualTime();
    instrument = new RecordingInstrument();
    driven = bench.drive(instrument, { time, blankAfterSeconds: 600, safeAfterSeconds: 3600 });
    await bench.heard("surveyed");
  });

  afterEach(() => bench.close());

  const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

  async function pauseNow(): Promise<void> {
    bench.server.send({ $case: "pause", pause: { reason: "" } });
    await settled();
  }

  it("blanks the beam of a microscope that is paused, then leaves it safe, and nothing before", async () => {
    await time.advance(5000);
    await pauseNow();
    await time.advance(599);
    assert.deepEqual(instrument.names(), []);
    await time.advance(2);
    assert.deepEqual(instrument.names(), ["blank"]);
    await time.advance(2998);
    assert.deepEqual(instrument.names(), ["blank"]);
    await time.advance(2);
    assert.deepEqual(instrument.names(), ["blank", "safeState"]);
    await time.advance(100_000);
    assert.deepEqual(instrument.names(), ["blank", "safeState"]);
  });

  it("counts from the last time that the server was there", async () => {
    await time.advance(590);
    bench.server.cut();
    await settled();
    await time.advance(0.3);
    await bench.heard("hello", 2);
    await settled();
    await time.advance(599);
    assert.deepEqual(instrument.names(), []);
    bench.server.cut();
    bench.server.close();
    await settled();
    await time.advance(595);
    assert.deepEqual(instrument.names(), []);
    await time.advance(10);
    await until("the beam to be blanked", () => instrument.names().length === 1);
    assert.deepEqual(instrument.names(), ["blank"]);
  });

  it("does nothing while a halt holds, and counts anew afterwards", async () => {
    await pauseNow();
    bench.server.send({ $case: "halt", halt: { haltId: "h", reason: "" } });
    await bench.heard("halted");
    await time.advance(100_000);
    assert.deepEqual(instrument.names(), []);
    bench.server.send({ $case: "resume", resume: { haltId: "h" } });
    await bench.heard("resumed");
    await time.advance(599);
    assert.deepEqual(instrument.names(), []);
    await time.advance(2);
    assert.deepEqual(instrument.names(), ["blank"]);
  });

  it("makes the microscope ready again for the next directive", async () => {
    await pauseNow();
    await time.advance(4000);
    bench.server.send({ $case: "resume", resume: { haltId: "" } });
    bench.server.send({ $case: "directive", directive: group });
    await bench.heard("directiveCompleted");
    assert.deepEqual(instrument.names(), ["blank", "safeState", "makeReady", "goToGroup"]);
    assert.equal(bench.server.of("opticalState").length, 2);
  });

  it("opens no valves after a fault: an operator does", async () => {
    await pauseNow();
    await time.advance(4000);
    instrument.optics = { ...instrument.optics, columnValvesOpen: false };
    instrument.say({ $case: "fault", fault: { id: "vacuum", detail: "leak" } });
    instrument.say({ $case: "faultCleared", faultCleared: { id: "vacuum" } });
    bench.server.send({ $case: "resume", resume: { haltId: "" } });
    bench.server.send({ $case: "directive", directive: group });
    await bench.heard("directiveFailed");
    const { category, detail } = bench.server.of("directiveFailed")[0]!.directiveFailed;
    assert.equal(category, FailureCategory.HARDWARE);
    assert.match(detail, /column valves are closed.*operator/);
    assert.deepEqual(instrument.names(), ["blank", "safeState"]);
    instrument.optics = { ...instrument.optics, columnValvesOpen: true };
    bench.server.send({ $case: "directive", directive: { ...group, id: "h" } });
    await bench.heard("directiveCompleted");
    assert.deepEqual(instrument.names(), ["blank", "safeState", "goToGroup"]);
  });

  it("leaves the microscope safe when the driver gives its server up", async () => {
    bench.server.close();
    const other = new RecordingInstrument();
    const stateFile = `${bench.stateFile}-other`;
    const given = bench.drive(other, { stateFile, reconnectForSeconds: 0.1 });
    await assert.rejects(given, /can't be reached/);
    assert.deepEqual(other.names(), ["safeState"]);
    void driven;
  });
});
