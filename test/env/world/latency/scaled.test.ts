import assert from "node:assert/strict";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { positionTreeShape } from "../../../../env/tree/tree-shape.js";
import { latencyKinds } from "../../../../env/world/latency/kinds/index.js";
import type { LatencyModel } from "../../../../env/world/latency/latency-model.js";
import { placedTargets } from "../../../support/placed-targets.js";

const layout = {
  grids: 2,
  squaresPerGrid: 4,
  groupsPerSquare: 3,
  holesPerGroup: 3,
  positionsPerHole: 2,
  squarePitchMicrometers: 90,
  groupPitchMicrometers: 12,
};
const tree = TargetTree.from(placedTargets(layout), positionTreeShape);

function model(kind: string, options: unknown): LatencyModel {
  const entry = latencyKinds.get(kind);
  return entry.create(entry.options.parse(options));
}

const models = [
  model("kinematic", { group: { changeover: "2 s" }, image_shift: { time: "1 s" } }),
  model("kinematic", { maintenance: { refill: { every: "8 h", takes: "15 min" } }, drift: { long_share: 0.1 } }),
  model("levels", { grid: "2 min", square: "4 min", group: "1 min", hole: "1 min", position: "5 s" }),
];

/** Ways between some of the tree's places. */
const ways: [number, number][] = [];
for (let from = 0; from < tree.size; from += 7) for (let to = 1; to < tree.size; to += 5) ways.push([from, to]);

describe("LatencyModel.scaled", () => {
  for (const latency of models) {
    const names = latency.stepNames!;

    it(`takes its steps so much longer, each by itself (${latency.kind})`, () => {
      for (const [index, name] of names.entries()) {
        const scaled = latency.scaled!({ [name]: 1.7 });
        for (const [from, to] of ways) {
          const before = [...latency.medianSteps!(tree, from, to)];
          const after = scaled.medianSteps!(tree, from, to);
          before.forEach((seconds, step) => {
            const expected = step === index ? 1.7 * seconds : seconds;
            assert.ok(Math.abs(after[step]! - expected) < 1e-9, `${name} from ${from} to ${to}`);
          });
        }
      }
    });

    it(`expects all of a way so much longer if all steps are (${latency.kind})`, () => {
      const scaled = latency.scaled!(Object.fromEntries(names.map((name) => [name, 0.6])));
      for (const [from, to] of ways) {
        const expected = 0.6 * latency.expectedSeconds(tree, from, to);
        assert.ok(Math.abs(scaled.expectedSeconds(tree, from, to) - expected) < 1e-9);
      }
      assert.ok(Math.abs(scaled.mostSeconds(tree) - 0.6 * latency.mostSeconds(tree)) < 1e-6);
      assert.ok(Math.abs(scaled.leastSecondsBelow(tree, 1) - 0.6 * latency.leastSecondsBelow(tree, 1)) < 1e-9);
    });

    it(`is the same model without factors (${latency.kind})`, () => {
      const scaled = latency.scaled!({});
      for (const [from, to] of ways)
        assert.equal(scaled.expectedSeconds(tree, from, to), latency.expectedSeconds(tree, from, to));
    });

    it(`refuses what is no factor or no step (${latency.kind})`, () => {
      for (const factor of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
        assert.throws(() => latency.scaled!({ [names[0]!]: factor }), /expected a finite number above 0/);
      assert.throws(() => latency.scaled!({ toString: 2 } as never), /'toString' is no step/);
    });
  }
});

describe("LatencyModel.medianSteps", () => {
  it("adds up to what is expected where nothing scatters", () => {
    for (const latency of [models[0]!, models[2]!]) {
      for (const [from, to] of ways) {
        const sum = latency.medianSteps!(tree, from, to).reduce((total, seconds) => total + seconds, 0);
        assert.ok(Math.abs(sum - latency.expectedSeconds(tree, from, to)) < 1e-9);
      }
    }
  });

  it("is the median of what is drawn", () => {
    const latency = model("levels", { grid: "2 min", square: "4 min", group: "1 min", hole: "1 min", jitter: 0.5 });
    const to = tree.levelStart[1]!;
    const median = latency.medianSteps!(tree, 0, to)[0]!;
    const random = new KeyedRandom(3);
    let below = 0;
    for (let nth = 0; nth < 4000; nth++) if (latency.drawnSeconds(tree, 0, to, random, nth, 0) < median) below++;
    assert.ok(Math.abs(below / 4000 - 0.5) < 0.03, `${below / 4000}`);
  });
});
