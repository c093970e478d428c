import assert from "node:assert/strict";
import { able, isAble, requireDeclared } from "../../../server/drivers/library/capable.js";
import { RealClock } from "../../../server/drivers/library/real-clock.js";
import { driverBench } from "../../support/server-drive.js";
import { RecordingInstrument } from "../../support/server-instrument.js";
import { ManualTime } from "../../support/server-manual-time.js";

describe("the clock of an instrument that has none", () => {
  it("counts from its beginning, and on from a reading, never backwards", () => {
    let now = 1000;
    const clock = new RealClock(() => now);
    assert.equal(clock.nowSeconds(), 0);
    now += 5;
    clock.goOnFrom(60);
    assert.equal(clock.nowSeconds(), 60);
    clock.goOnFrom(2);
    now += 5;
    assert.equal(clock.nowSeconds(), 65);
  });

  it("counts the time in which no driver ran", async () => {
    const bench = await driverBench();
    const time = new ManualTime();
    const drive = (clock: RealClock) => {
      const instrument = Object.assign(new RecordingInstrument(), { clock: Object.assign(clock, { observe() {} }) });
      return bench.drive(instrument, { time });
    };
    try {
      const first = drive(new RealClock(() => 7));
      await bench.heard("surveyed");
      bench.server.send({ $case: "directive", directive: { ...finishing, id: "end" } });
      await bench.heard("directiveCompleted");
      bench.server.end();
      await first;
      time.unix += 90_000;
      const clock = new RealClock(() => 3);
      void drive(clock);
      await bench.heard("hello", 2);
      assert.equal(clock.nowSeconds(), 90);
    } finally {
      bench.close();
    }
  });
});

const finishing = {
  id: "",
  validForSeconds: 600,
  expectedSeconds: 60,
  reason: { sentence: "", numbers: {} },
  kind: { $case: "finish" as const, finish: {} },
};

describe("capabilities", () => {
  it("go with their calls", () => {
    const instrument = new RecordingInstrument();
    assert.equal(isAble(instrument, "abort"), false);
    assert.throws(() => able(instrument, "abort"), /does not declare 'abort'/);
    requireDeclared(instrument);
    instrument.capabilities = { ...instrument.capabilities, abort: true };
    assert.equal(able(instrument, "abort").abort, instrument.abort);
    instrument.capabilities = { ...instrument.capabilities, survey: true, tiltSeries: true };
    assert.throws(() => requireDeclared(instrument), /declares 'tiltSeries' and has no exposeTilts/);
  });
});
