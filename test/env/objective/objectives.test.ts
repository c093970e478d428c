import assert from "node:assert/strict";
import fc from "fast-check";
import { objectiveKinds } from "../../../env/objective/kinds/index.js";
import type { Objective } from "../../../env/objective/objective.js";
import type { Outcome } from "../../../env/session/outcome.js";
import { objectiveOf, objectivesOfEachKind } from "../../support/objectives.js";

const good: Outcome = { ctfResolutionAngstrom: 4, failed: false, iceThicknessNanometers: 40, particleCount: 300 };
const bad: Outcome = { ...good, ctfResolutionAngstrom: 9 };
const failed: Outcome = { ...good, ctfResolutionAngstrom: Number.NaN, failed: true };

const quality = fc.oneof(fc.constant(Number.NaN), fc.double({ min: 1, max: 30, noNaN: true }));
const outcomes: fc.Arbitrary<Outcome> = fc.record({
  ctfResolutionAngstrom: quality,
  failed: fc.boolean(),
  iceThicknessNanometers: fc.oneof(fc.constant(undefined), quality),
  particleCount: fc.oneof(fc.constant(undefined), fc.constant(Number.NaN), fc.integer({ min: 0, max: 1000 })),
  completedTilts: fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 60 })),
} as { [Field in keyof Outcome]-?: fc.Arbitrary<Outcome[Field]> }) as fc.Arbitrary<Outcome>;
const tallies = fc.double({ min: 0, max: 1e7, noNaN: true });

describe("objectives", () => {
  it("are all tested here", () => {
    assert.deepEqual(Object.keys(objectivesOfEachKind).sort(), objectiveKinds.names());
  });

  for (const [name, objective] of Object.entries(objectivesOfEachKind)) {
    describe(name, () => {
      it("is worth nothing at first, and rises ever more slowly with the tally", () => {
        assert.equal(objective.worth(0), 0);
        fc.assert(
          fc.property(tallies, tallies, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
            const [low, high] = a < b ? [a, b] : [b, a];
            const worthLow = objective.worth(low);
            const worthHigh = objective.worth(high);
            assert.ok(worthLow >= 0 && worthHigh >= worthLow);
            const between = objective.worth(low + share * (high - low));
            assert.ok(between >= worthLow + share * (worthHigh - worthLow) - 1e-9 * (1 + worthHigh));
          }),
        );
      });

      it("adds a finite amount of at least 0 for any result, and never calls a failed one good", () => {
        fc.assert(
          fc.property(outcomes, (outcome) => {
            const amount = objective.amount(outcome);
            assert.ok(Number.isFinite(amount) && amount >= 0);
            if (outcome.failed) assert.equal(objective.isGood(outcome), false);
          }),
        );
      });
    });
  }

  it("count micrographs, particles or what an expression says", () => {
    const amounts = (objective: Objective) => [good, bad, failed].map((outcome) => objective.amount(outcome));
    assert.deepEqual(amounts(objectiveOf()), [1, 0, 0]);
    assert.deepEqual(amounts(objectiveOf({ kind: "particles" })), [300, 0, 0]);
    const value = { kind: "expression", value: "12 / ctf_resolution_angstrom" };
    assert.deepEqual(amounts(objectiveOf(value)), [3, 12 / 9, 0]);
    assert.deepEqual(amounts(objectiveOf({ kind: "expression", value: "1" })), [1, 1, 0]);
    assert.deepEqual(amounts(objectiveOf({ kind: "expression", value: "5 - ctf_resolution_angstrom" })), [1, 0, 0]);
    assert.deepEqual(amounts(objectiveOf({ kind: "expression", value: "completed_tilts" })), [0, 0, 0]);
  });

  it("count the tilts of series that ended early, though these are not good", () => {
    const tilts = (completedTilts: number, outcome = good): Outcome => ({
      ...outcome,
      completedTilts,
      failed: completedTilts < 41,
    });
    const series = [tilts(41), tilts(20), tilts(0), tilts(41, bad), { ...tilts(41, failed), failed: true }];
    const objective = objectiveOf({ kind: "completed-tilts" });
    assert.deepEqual(series.map(objective.isGood), [true, false, false, false, false]);
    assert.deepEqual(series.map(objective.amount), [41, 20, 0, 0, 0]);
    const value = objectiveOf({ kind: "expression", value: "completed_tilts / 41" });
    assert.deepEqual(series.map(value.amount), [1, 20 / 41, 0, 1, 1]);
  });

  it("say what results must tell", () => {
    assert.deepEqual(objectiveOf().needs, ["ctfResolutionAngstrom"]);
    assert.deepEqual(objectiveOf({ kind: "particles", good: "ice_thickness_nanometers < 50" }).needs, [
      "iceThicknessNanometers",
      "particleCount",
    ]);
    assert.deepEqual(objectivesOfEachKind["completed-tilts"]!.needs, ["ctfResolutionAngstrom", "completedTilts"]);
  });
});

describe("objective resolution", () => {
  const keys = {
    kind: "resolution",
    b_factor: "100 angstrom^2",
    starting_resolution: "5 angstrom",
    starting_particles: 1000,
  };

  it("follows ln N = ln N0 + B / (2 d^2)", () => {
    const objective = objectiveOf(keys);
    const reached = (tally: number) => 5 - objective.worth(tally);
    const slope = (Math.log(9000) - Math.log(1000)) / (reached(8000) ** -2 - 5 ** -2);
    assert.ok(Math.abs(slope - 50) < 1e-9, `${slope}`);
    // 1/d² = 1/25 + ln(9)/50: 8,000 more particles give 3.451 Å.
    assert.ok(Math.abs(reached(8000) - 3.451) < 0.0005, `${reached(8000)}`);
  });

  it("is worth nothing more once the target is reached", () => {
    const objective = objectiveOf({ ...keys, target_resolution: "3.5 angstrom" });
    assert.ok(objective.worth(7000) < 1.5);
    assert.equal(objective.worth(8000), 1.5);
    assert.equal(objective.worth(1e9), 1.5);
  });

  it("takes a fixed number of particles where results tell none", () => {
    const objective = objectiveOf({ ...keys, particles_per_micrograph: 200 });
    assert.deepEqual(objective.needs, ["ctfResolutionAngstrom"]);
    const { particleCount: _, ...untold } = good;
    assert.deepEqual([objective.amount(untold), objective.amount(good), objective.amount(bad)], [200, 300, 0]);
  });
});
