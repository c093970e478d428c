import assert from "node:assert/strict";
import fc from "fast-check";
import { keptOutcome } from "../../env/session/outcome.js";
import { ShotOutcome } from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import { decodeOutcome, encodeOutcome, outcomeProblem } from "../../server/services/outcome-codec.js";

const measured = fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 1e6, noNaN: true }));

describe("outcomes in messages", () => {
  it("come back as they went, over the wire", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.boolean(),
        fc.boolean(),
        fc.record({ iceThicknessNanometers: measured, particleCount: measured, completedTilts: measured }),
        (ctf, fits, fails, others) => {
          const outcome = keptOutcome({
            ctfResolutionAngstrom: fits ? ctf : Number.NaN,
            failed: fails || !fits,
            ...others,
          });
          const bytes = ShotOutcome.encode(
            ShotOutcome.fromPartial({ shotId: "s", ...encodeOutcome(outcome) }),
          ).finish();
          const {
            shotId: _,
            revision: __,
            withdrawn: ___,
            observedAtUnixMilliseconds: ____,
            ...message
          } = ShotOutcome.decode(bytes);
          assert.deepEqual(decodeOutcome(message), outcome);
          assert.equal(outcomeProblem(message), undefined);
        },
      ),
    );
  });

  it("are refused with the field and what was expected", () => {
    assert.match(outcomeProblem({ ctfResolutionAngstrom: 0 })!, /^ctf_resolution_angstrom is 0; .*above 0/);
    assert.match(outcomeProblem({ particleCount: -1 })!, /^particle_count is -1; .*at least 0/);
    assert.match(outcomeProblem({ iceThicknessNanometers: Number.POSITIVE_INFINITY })!, /^ice_thickness_nanometers is/);
    assert.equal(outcomeProblem({}), undefined);
  });
});
