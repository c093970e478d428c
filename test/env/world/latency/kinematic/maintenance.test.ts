import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyedRandom } from "../../../../../env/random/keyed-random.js";
import { Maintenance } from "../../../../../env/world/latency/kinematic/maintenance.js";

const random = new KeyedRandom(5);
const HOUR = 3600;
const refill = { every: 8 * HOUR, takes: 600, key: 0 };
const zeroLoss = { every: 3 * HOUR, takes: 120, key: 1 };

describe("Maintenance", () => {
  const maintenance = new Maintenance([refill, zeroLoss], 0);

  it("goes along with the way during which it falls due, and with no other", () => {
    assert.equal(maintenance.seconds(100, 0, random), 100);
    assert.equal(maintenance.seconds(100, 3 * HOUR - 101, random), 100);
    assert.equal(maintenance.seconds(100, 3 * HOUR - 100, random), 220);
    assert.equal(maintenance.seconds(100, 3 * HOUR, random), 100);
    assert.equal(maintenance.seconds(10 * HOUR, 0, random), 10 * HOUR + 600 + 3 * 120);
  });

  it("takes along what falls due while it goes on", () => {
    const close = new Maintenance([refill, { every: 8 * HOUR + 300, takes: 60, key: 1 }], 0);
    assert.equal(close.seconds(10, 8 * HOUR - 5, random), 10 + 600 + 60);
  });

  it("never falls due on a clock that nobody knows", () => {
    assert.equal(maintenance.seconds(100, Number.NaN, random), 100);
    assert.equal(new Maintenance([], 0).seconds(100, 9 * HOUR, random), 100);
  });

  it("comes once for each time of its own, however the work is divided", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 20, maxLength: 60 }), (ways) => {
        let clock = 0;
        for (const work of ways) clock += maintenance.seconds(work, clock, random);
        const spent = clock - ways.reduce((a, b) => a + b, 0);
        assert.equal(spent, Math.floor(clock / refill.every) * 600 + Math.floor(clock / zeroLoss.every) * 120);
      }),
    );
  });

  it("is spread evenly in expectation, scatter or not", () => {
    for (const sigma of [0, 0.5]) {
      const scattered = new Maintenance([refill, zeroLoss], sigma);
      let clock = 0;
      const ways = 40_000;
      for (let way = 0; way < ways; way++) clock += scattered.seconds(300, clock, random);
      const expected = ways * 300 * scattered.stretch;
      assert.ok(Math.abs(clock / expected - 1) < 2e-3, `${clock} s, expected ${expected}`);
    }
  });
});
