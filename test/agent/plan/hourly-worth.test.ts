import assert from "node:assert/strict";
import { HourlyWorth } from "../../../agent/plan/hourly-worth.js";
import type { Session } from "../../../env/session/session.js";

const moment = (minutes: number, results: number, worth: number, exposed = results) =>
  ({
    clockSeconds: 60 * minutes,
    resultCount: Int32Array.of(results),
    exposedCount: Int32Array.of(exposed),
    pendingCount: exposed - results,
    worth,
  }) as unknown as Session;

describe("HourlyWorth", () => {
  it("is what the last hour brought", () => {
    const hourly = new HourlyWorth(2);
    for (const [minutes, worth] of [
      [0, 0],
      [20, 10],
      [40, 11],
      [70, 12],
    ] as const)
      hourly.note(moment(minutes, minutes, worth));
    assert.equal(hourly.lately(moment(59, 50, 12)), undefined);
    assert.equal(hourly.lately(moment(80, 80, 13)), 3);
    assert.equal(hourly.lately(moment(100, 100, 13)), 2);
  });

  it("looks back farther where few exposures were made", () => {
    const hourly = new HourlyWorth(3);
    hourly.note(moment(0, 0, 0));
    hourly.note(moment(60, 1, 1));
    assert.equal(hourly.lately(moment(120, 2, 1)), undefined);
    assert.equal(hourly.lately(moment(120, 3, 4)), 2);
    assert.equal(hourly.lately(moment(120, 4, 4)), 3);
  });

  it("ends with the last exposure whose result is in, while others are awaited", () => {
    const hourly = new HourlyWorth(2);
    // One exposure a minute, each worth 1, its result half an hour later.
    for (let minute = 0; minute <= 100; minute++) {
      const results = Math.max(0, minute - 30);
      const now = moment(minute, results, results, minute);
      hourly.note(now);
      if (minute < 90) assert.equal(hourly.lately(now), undefined);
      else assert.equal(hourly.lately(now), 60, `minute ${minute}`);
    }
    // Nothing is awaited any more: moving about counts as well.
    assert.ok(hourly.lately(moment(160, 100, 100))! < 60);
  });
});
