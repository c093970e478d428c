import assert from "node:assert/strict";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { RevealedTree } from "../../../../env/tree/revealed-tree.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { stepNames, stepPhases } from "../../../../env/world/latency/kinematic/step.js";
import type { LatencyModel } from "../../../../env/world/latency/latency-model.js";
import { Phase, phaseNames, wayPhases } from "../../../../env/world/latency/phase.js";
import { levelsLatency } from "../../../support/plans.js";
import { describeTargets } from "../../../support/small-worlds.js";

describe("wayPhases", () => {
  const tree = TargetTree.from(describeTargets([[[2, 1], [1]]]));
  const phases = (latency: LatencyModel, seen: TargetTree, target: string, seconds: number) => {
    const into = new Float64Array(phaseNames.length).fill(7);
    wayPhases(latency, [seen, 0, tree.row(target)!, new KeyedRandom(1), 0, 0], seconds, into);
    return Object.fromEntries(phaseNames.flatMap((name, i) => (into[i] === 0 ? [] : [[name, into[i]]])));
  };
  const model = (...parts: readonly (readonly [Phase, number])[]): LatencyModel => ({
    ...levelsLatency,
    drawnPhases(_tree, _from, _target, _random, _nth, _clock, into) {
      for (const [phase, seconds] of parts) into[phase]! += seconds;
    },
  });

  it("goes by the target where the model can't tell: exposing, surveying what was not surveyed, else moving", () => {
    const seen = new RevealedTree(tree);
    seen.reveal(0);
    assert.deepEqual(phases(levelsLatency, tree, "1.1.1.1", 60), { exposing: 60 });
    assert.deepEqual(phases(levelsLatency, tree, "1.1.1", 60), { moving: 60 });
    assert.deepEqual(phases(levelsLatency, tree, "1", 120), { moving: 120 });
    assert.deepEqual(phases(levelsLatency, seen, "1", 120), { surveying: 120 });
  });

  it("takes what the model says", () => {
    const latency = model([Phase.Moving, 10], [Phase.Focusing, 5], [Phase.Exposing, 60]);
    assert.deepEqual(phases(latency, tree, "1.1.1.1", 75), { moving: 10, focusing: 5, exposing: 60 });
  });

  it("takes what an exposure was cut short by from the exposure, and adds up in any case", () => {
    const latency = model([Phase.Moving, 30], [Phase.Exposing, 60]);
    assert.deepEqual(phases(latency, tree, "1.1.1.1", 50), { moving: 30, exposing: 20 });
    assert.deepEqual(phases(latency, tree, "1.1.1.1", 15), { moving: 15 });
    assert.deepEqual(phases(latency, tree, "1.1.1.1", 0), {});
  });

  it("knows a phase for each step of the kinematic model", () => {
    assert.equal(stepPhases.length, stepNames.length);
    const named = Object.fromEntries(stepNames.map((name, step) => [name, phaseNames[stepPhases[step]!]]));
    assert.equal(named.atlas, "surveying");
    assert.equal(named.exchange, "moving");
    assert.equal(named.drift_wait, "focusing");
    assert.equal(named.exposure, "exposing");
  });
});
