import assert from "node:assert/strict";
import fc from "fast-check";
import { SafetyLimits } from "../../../proto/gen/cryogym/v1alpha1/safety_limits.js";
import { limitsMessage } from "../../../server/safety/limits.js";
import { widerThan } from "../../../server/safety/wider-than.js";
import { limitsOf } from "./directives.js";

const full = {
  stage_x_micrometers: [-900, 900],
  stage_y_micrometers: [-800, 800],
  stage_z_micrometers: [-200, 200],
  tilt_degrees: [-60, 60],
  image_shift_radius_micrometers: 12,
  grid_loads_per_hour: 4,
  shots_per_target: 2,
  shots_within_beam: 3,
  beam_diameter_micrometers: 1,
  total_hours: 48,
  allowed_slots: [1, 2, 3],
};
const message = () => limitsMessage(limitsOf(full));

describe("widerThan", () => {
  it("finds nothing where both are alike, or the server's are narrower", () => {
    assert.deepEqual(widerThan(message(), limitsOf(full)), []);
    const narrower = {
      ...full,
      stage_x_micrometers: [-1, 1],
      total_hours: 2,
      allowed_slots: [2],
      beam_diameter_micrometers: 2,
    };
    assert.deepEqual(widerThan(limitsMessage(limitsOf(narrower)), limitsOf(full)), []);
    assert.deepEqual(widerThan(message(), limitsOf({ shots_per_target: 2 })), []);
  });

  it("finds each field that the server widens by itself, and each that it lacks", () => {
    const own = limitsOf(full);
    for (const [key, value] of Object.entries(message())) {
      if (key === "allowedSlots") continue;
      const widened = key.startsWith("least") || key === "beamDiameterMicrometers" ? value - 0.5 : value + 0.5;
      assert.equal(widerThan({ ...message(), [key]: widened }, own).length, 1, key);
      assert.equal(widerThan({ ...message(), [key]: undefined }, own).length, 1, key);
      assert.equal(widerThan({ ...message(), [key]: Number.NaN }, own).length, 1, key);
    }
    assert.deepEqual(widerThan({ ...message(), imageShiftRadiusMicrometers: 20 }, own), [
      "Image shift: the server allows 20 µm, the instrument allows 12 µm.",
    ]);
    assert.deepEqual(widerThan({ ...message(), allowedSlots: [] }, own), [
      "Slots: the server has no limit, the instrument allows 1, 2, 3.",
    ]);
    assert.equal(widerThan({ ...message(), allowedSlots: [1, 9] }, own).length, 1);
    assert.equal(widerThan(undefined, own).length, 15);
    assert.equal(Object.keys(SafetyLimits.fromPartial({})).length, 15, "a field that is new in the message");
  });

  it("finds nothing against itself whatever the limits, through the wire", () => {
    const keys = fc.subarray(Object.keys(full) as (keyof typeof full)[]);
    fc.assert(
      fc.property(keys, (chosen) => {
        const given = Object.fromEntries(chosen.map((key) => [key, full[key]]));
        if (chosen.includes("shots_within_beam")) given.beam_diameter_micrometers = 1;
        const own = limitsOf(given);
        const sent = SafetyLimits.decode(SafetyLimits.encode(limitsMessage(own)).finish());
        assert.deepEqual(widerThan(sent, own), []);
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});
