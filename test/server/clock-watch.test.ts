import assert from "node:assert/strict";
import { ClockWatch } from "../../server/clock-watch.js";

describe("ClockWatch", () => {
  it("tells once of a clock that was set, and not of one that runs or drifts", () => {
    let [wall, monotonic] = [1_700_000_000_000, 5];
    const watch = new ClockWatch(
      () => wall,
      () => monotonic,
    );
    const pass = (milliseconds: number, set = 0) => {
      monotonic += milliseconds;
      wall += milliseconds + set;
      return watch.setBy();
    };
    assert.equal(pass(1e9), 0);
    assert.equal(pass(1000, 3_600_000), 3_600_000);
    assert.equal(pass(1000), 0);
    assert.equal(pass(1000, -3_600_000), -3_600_000);
    for (let i = 0; i < 4; i++) assert.equal(pass(1e6, 1000), 0);
    assert.equal(pass(1e6, 1000), 5000, "what has gathered is told of, too");
    assert.equal(pass(1e6, 1000), 0);
  });
});
