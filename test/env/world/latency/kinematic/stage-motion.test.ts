import assert from "node:assert/strict";
import { stageMoveSeconds } from "../../../../../env/world/latency/kinematic/stage-motion.js";

const motion = {
  speedMicrometersPerSecond: 100,
  accelerationMicrometersPerSecondSquared: 200,
  settleSeconds: 2,
  backlashMicrometers: 0,
};

describe("stageMoveSeconds", () => {
  const moveSeconds = stageMoveSeconds(motion);

  it("adds ramps and travel at top speed on a long way", () => {
    // Half a second and 25 µm to speed up, the same to slow down, 100 µm at 100 µm/s between.
    assert.equal(moveSeconds(150), 0.5 + 1 + 0.5 + 2);
  });

  it("never reaches top speed on a short way, and has no jump where it just does", () => {
    assert.equal(moveSeconds(8), 2 * 0.2 + 2);
    assert.ok(Math.abs(moveSeconds(50 - 1e-9) - moveSeconds(50)) < 1e-9);
    assert.equal(moveSeconds(0), 2);
  });

  it("pays the backlash's own move whatever the distance", () => {
    const corrected = stageMoveSeconds({ ...motion, backlashMicrometers: 8 });
    for (const distance of [0, 5, 500]) assert.ok(Math.abs(corrected(distance) - moveSeconds(distance) - 0.4) < 1e-12);
  });
});
