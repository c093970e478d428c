import assert from "node:assert/strict";
import { growth } from "../../../../bin/bench/serve/growth.js";
import { RandomStream } from "../../../../env/random/random-stream.js";

/** Samples of a minute each, whose noise follows itself by so much. */
function series(random: RandomStream, slope: number, alike: number): [number, number][] {
  let noise = 0;
  return Array.from({ length: 60 }, (_, i) => {
    noise = alike * noise + random.normal();
    return [i / 60, 100 + (slope * i) / 60 + noise];
  });
}

describe("growth", () => {
  it("is the line's, exactly where there is no noise", () => {
    const { slope, low, high, isFlat } = growth([0, 1, 2, 3].map((x) => [x, 5 + 2 * x]));
    for (const value of [slope, low, high]) assert.ok(Math.abs(value - 2) < 1e-9);
    assert.equal(isFlat, false);
  });

  it("has an interval that holds the truth about as often as it says, also where samples follow one another", () => {
    const random = new RandomStream(1);
    for (const alike of [0, 0.6]) {
      const held = Array.from({ length: 400 }, () => growth(series(random, 3, alike)));
      const share = held.filter(({ low, high }) => low <= 3 && high >= 3).length / held.length;
      assert.ok(share > 0.88 && share < 0.98, `${share} at ${alike}`);
    }
  });

  it("finds a leak that is larger than the noise", () => {
    const random = new RandomStream(2);
    assert.ok(!growth(series(random, 20, 0.3)).isFlat);
  });
});
