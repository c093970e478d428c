import assert from "node:assert/strict";
import { DriverState } from "../../../server/drivers/library/driver-state.js";
import { GridLoads } from "../../../server/drivers/library/rates.js";
import { ManualTime } from "../../support/server-manual-time.js";

const HOUR_MILLISECONDS = 3_600_000;

describe("GridLoads", () => {
  it("forgives nothing when the clock is set, nor when the driver is started anew", async () => {
    const time = new ManualTime();
    const state = DriverState.open(":memory:", "rates");
    const loads = new GridLoads(state, time);
    const pass = async (seconds: number) => {
      await time.advance(seconds);
      time.unix += 1000 * seconds;
    };
    loads.add();
    await pass(1800);
    loads.add();
    time.unix += HOUR_MILLISECONDS;
    assert.equal(loads.withinHour(), 2);
    time.unix -= 2 * HOUR_MILLISECONDS;
    assert.equal(loads.withinHour(), 2);
    assert.equal(new GridLoads(state, time).withinHour(), 2);
    time.unix += HOUR_MILLISECONDS;
    await pass(1801);
    assert.equal(loads.withinHour(), 1);
    await pass(1800);
    assert.equal(loads.withinHour(), 0);
    state.close();
  });
});
