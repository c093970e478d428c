import assert from "node:assert/strict";
import { Kernel } from "../../../../agent/belief/gaussian-process/kernel.js";
import {
  type KernelParameters,
  loadKernelParameters,
} from "../../../../agent/belief/gaussian-process/kernel-parameters.js";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { Session } from "../../../../env/session/session.js";
import { CONTAMINATION, PREDICTED_CTF_RESOLUTION } from "../../../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../../../env/tree/target-description.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { World } from "../../../../env/world/world.js";
import { planOf } from "../../../support/plans.js";
import { smallWorld } from "../../../support/small-worlds.js";
import { surveyingLatency } from "../../../support/surveying-latency.js";

const parameters: KernelParameters = {
  ...loadKernelParameters("gaussian-process"),
  intercept: 0.5,
  features: [
    {
      level: "hole",
      name: PREDICTED_CTF_RESOLUTION.name,
      logarithm: true,
      mean: 2,
      sd: 0.5,
      weight: -1,
      missingWeight: 0.25,
    },
    { level: "hole", name: CONTAMINATION.name, logarithm: false, mean: 0.1, sd: 0.1, weight: -0.5, missingWeight: 0 },
  ],
  predictionWeightSd: 0.5,
  weightSd: 0.2,
  smoothSd: 0.3,
  smoothLength: 2,
  effectSds: { cassette: 0.6, grid: 0.5, square: 0.4, group: 0.7 },
  groupLengthMicrometers: 10,
};

/** Two squares with two groups of two holes each; the groups of a square are 10 µm apart. */
function session(): Session {
  const targets: TargetDescription[] = [{ id: "g", level: 1, name: "g" }];
  for (const s of [0, 1]) {
    targets.push({ id: `s${s}`, parentId: "g", level: 2, name: `${s}` });
    for (const p of [0, 1]) {
      const id = `s${s}p${p}`;
      targets.push({ id, parentId: `s${s}`, level: 3, name: id, stageXMicrometers: 6 * p, stageYMicrometers: 8 * p });
      for (const h of [0, 1]) {
        const features = h === 0 ? { [PREDICTED_CTF_RESOLUTION.name]: Math.exp(1), [CONTAMINATION.name]: 0.2 } : {};
        targets.push({ id: `${id}h${h}`, parentId: id, level: 4, name: `${h}`, features });
      }
    }
  }
  return new Session(TargetTree.from(targets), planOf(60));
}

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a}, not ${b}`);

describe("Kernel", () => {
  const begun = session();
  const kernel = new Kernel(begun, parameters);
  const place = (id: string) => kernel.rows.indexOf(id === "" ? 0 : begun.tree.row(id)!);
  const covariance = (a: string, b: string) => kernel.covariance(place(a), place(b));
  const [sample, grid, square, group] = [0.36, 0.25, 0.16, 0.49];

  it("adds the effects that two nodes have in common, groups of a square by their distance", () => {
    near(covariance("", "s0p0h0"), sample);
    near(covariance("g", "s1"), sample + grid);
    near(covariance("s0", "s1"), sample + grid);
    near(covariance("s0", "s0p1h1"), sample + grid + square);
    near(covariance("s0p0", "s0p0"), sample + grid + square + group);
    near(covariance("s0p0", "s0p1"), sample + grid + square + group * Math.exp(-100 / 200));
    near(covariance("s0p0", "s1p0"), sample + grid);
  });

  it("standardises features, with a flag where one is missing", () => {
    // (ln e − 2) / 0.5 = −2, (0.2 − 0.1) / 0.1 = 1; missing: (0, 1) each.
    near(kernel.mean[place("s0p0h0")]!, 0.5 + 2 - 0.5);
    near(kernel.mean[place("s0p0h1")]!, 0.5 + 0.25);
    near(kernel.meanWithoutFeatures, 0.75);
    near(kernel.mean[place("s0p0")]!, 0);
    const nodes = sample + grid + square + group;
    near(covariance("s0p0h0", "s0p0h0"), nodes + 0.25 * 4 + 0.04 + 0.09);
    near(covariance("s0p0h1", "s0p0h1"), nodes + 2 * 0.04 + 0.09);
    near(covariance("s0p0h0", "s0p0h1"), nodes + 0.09 * Math.exp(-(4 + 1 + 1 + 1) / 8));
    near(covariance("s0p0h0", "s1p0h0"), sample + grid + 0.25 * 4 + 0.04 + 0.09);
    assert.equal(kernel.hasFeatures, true);
  });

  it("is about what was found alone", () => {
    const world = new World(smallWorld(), planOf(480, surveyingLatency), new KeyedRandom(1));
    const concealed = world.begin({ concealed: true });
    const nothing = new Kernel(concealed, parameters);
    assert.equal(nothing.firstLeaf, nothing.rows.length);
    assert.deepEqual([...nothing.rows], [0, 1, 2]);
    assert.equal(nothing.hasFeatures, true);
    const some = new Kernel(begun, parameters, [begun.tree.row("s1p0h0")!]);
    assert.equal(some.rows.length - some.firstLeaf, 1);
  });
});
