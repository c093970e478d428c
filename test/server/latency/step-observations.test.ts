import assert from "node:assert/strict";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { latencyKinds } from "../../../env/world/latency/kinds/index.js";
import { stepNames } from "../../../env/world/latency/kinematic/step.js";
import { LatencyFit } from "../../../server/latency/latency-fit.js";
import { phaseNamesKnown, stepOfPhase } from "../../../server/latency/phase-steps.js";
import { stepObservations } from "../../../server/latency/step-observations.js";
import { placedTargets } from "../../support/placed-targets.js";
import { levelsLatency } from "../../support/plans.js";

const tree = TargetTree.from(
  placedTargets({
    grids: 1,
    squaresPerGrid: 3,
    groupsPerSquare: 3,
    holesPerGroup: 4,
    squarePitchMicrometers: 90,
    groupPitchMicrometers: 12,
  }),
);
const { options, create } = latencyKinds.get("kinematic");
const kinematic = create(options.parse({}));
const row = (id: string) => tree.row(id)!;

describe("stepOfPhase", () => {
  it("knows each step of the kinematic model, and nothing that is no step", () => {
    for (const step of stepNames) assert.equal(stepOfPhase(step), step);
    for (const name of phaseNamesKnown) assert.ok((stepNames as readonly string[]).includes(stepOfPhase(name)!));
    for (const name of ["busy", "refill", "zero_loss", "maintenance", "", "toString"])
      assert.equal(stepOfPhase(name), undefined);
  });
});

describe("stepObservations", () => {
  it("holds each phase against what the preset says of the way", () => {
    const legs = [{ from: row("0.0.0"), target: row("0.0.1") }];
    const phases = [
      { name: "stage_move", seconds: 4 },
      { name: "settle", seconds: 3 },
      { name: "focus", seconds: 30 },
      { name: "group_image", seconds: 0 },
      { name: "busy", seconds: 1200 },
      { name: "atlas", seconds: 5 },
    ];
    const [stage, focus, ...rest] = stepObservations(kinematic, tree, legs, phases);
    const medians = kinematic.medianSteps!(tree, legs[0]!.from, legs[0]!.target);
    assert.deepEqual(stage, { step: "stage", seconds: 7, presetSeconds: medians[stepNames.indexOf("stage")] });
    assert.deepEqual(focus, { step: "focus", seconds: 30, presetSeconds: 15 });
    assert.deepEqual(rest, []);
  });

  it("adds up the legs of an acquisition", () => {
    const holes = ["0.0.1.0", "0.0.1.1", "0.0.1.2"].map(row);
    const legs = holes.map((target, i) => ({ from: holes[i - 1] ?? row("0.0.1"), target }));
    const [shift, exposure] = stepObservations(kinematic, tree, legs, [
      { name: "image_shift", seconds: 3 },
      { name: "exposure", seconds: 33 },
    ]);
    assert.deepEqual(shift, { step: "image_shift", seconds: 3, presetSeconds: 1.5 });
    assert.deepEqual(exposure, { step: "exposure", seconds: 33, presetSeconds: 16.5 });
  });

  it("holds all phases against the step of a model that does not tell them apart", () => {
    const legs = [{ from: row("0.0.1.2"), target: row("0.1") }];
    const phases = [
      { name: "stage", seconds: 60 },
      { name: "eucentricity", seconds: 60 },
      { name: "refill", seconds: 900 },
    ];
    assert.deepEqual(stepObservations(levelsLatency, tree, legs, phases), [
      { step: "square", seconds: 120, presetSeconds: 240 },
    ]);
  });

  it("says nothing of a model that can't be refitted, or without phases", () => {
    const { medianSteps: _medianSteps, stepNames: _stepNames, ...unknown } = levelsLatency;
    const legs = [{ from: 0, target: row("0.1") }];
    assert.deepEqual(stepObservations(unknown, tree, legs, [{ name: "stage", seconds: 9 }]), []);
    for (const model of [kinematic, levelsLatency]) {
      assert.deepEqual(stepObservations(model, tree, legs, []), []);
      assert.deepEqual(stepObservations(model, tree, legs, [{ name: "busy", seconds: 9 }]), []);
      assert.deepEqual(stepObservations(model, tree, [], [{ name: "stage", seconds: 9 }]), []);
    }
  });

  it("leads to a model that expects what is observed", () => {
    const fit = new LatencyFit();
    const legs = [{ from: row("0.0.0"), target: row("0.1.1") }];
    const truth = kinematic.scaled!({ stage: 2, focus: 0.5, eucentric_height: 3 });
    const phases = [...truth.medianSteps!(tree, legs[0]!.from, legs[0]!.target)].map((seconds, step) => ({
      name: stepNames[step]!,
      seconds,
    }));
    for (let i = 0; i < 96; i++) fit.add(stepObservations(kinematic, tree, legs, phases));
    const refitted = kinematic.scaled!(fit.factors).expectedSeconds(tree, legs[0]!.from, legs[0]!.target);
    const expected = truth.expectedSeconds(tree, legs[0]!.from, legs[0]!.target);
    assert.ok(Math.abs(refitted / expected - 1) < 0.05, `${refitted} s, not ${expected} s`);
  });
});
