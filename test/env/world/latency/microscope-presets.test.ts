import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { median, quantileSorted } from "simple-statistics";
import { parse } from "yaml";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { RandomStream } from "../../../../env/random/random-stream.js";
import { scenariosFolder } from "../../../../env/scenario/scenario-files.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { KinematicLatency } from "../../../../env/world/latency/kinematic/kinematic-latency.js";
import { kinematicOptions } from "../../../../env/world/latency/kinematic/options.js";
import { Step, stepNames } from "../../../../env/world/latency/kinematic/step.js";
import { World } from "../../../../env/world/world.js";
import { placedTargets } from "../../../support/placed-targets.js";
import { planOf } from "../../../support/plans.js";

const folder = join(scenariosFolder, "microscopes");
const files = readdirSync(folder).sort();

function preset(file: string): { name: string; description: string; latency: Record<string, unknown> } {
  return parse(readFileSync(join(folder, file), "utf8"));
}

function modelOf(name: string): KinematicLatency {
  const { kind, ...options } = preset(`${name}.yaml`).latency;
  assert.equal(kind, "kinematic");
  return new KinematicLatency(kinematicOptions.parse(options));
}

/** Squares and groups as far apart as Leginon's stage moved: 75 µm and 12 µm in the median. */
const leginonLike = {
  grids: 4,
  squaresPerGrid: 9,
  groupsPerSquare: 3,
  holesPerGroup: 6,
  squarePitchMicrometers: 85,
  groupPitchMicrometers: 16,
};

/** Seconds between the events of one session in which everything is visited in order, by what lies between. */
type Gaps = Record<"exchange" | "atlas" | "square" | "firstPatch" | "nextPatch" | "focus" | "exposure", number[]>;

/** A session that visits everything in order, and how long it took from event to event. */
function raster(model: KinematicLatency, seed: number): Gaps {
  const tree = TargetTree.from(placedTargets(leginonLike, new RandomStream(seed)));
  const random = new KeyedRandom(seed);
  const draws = random.derive(0, RandomKind.Duration);
  const data = { tree, ctfResolutionAngstrom: new Float64Array(tree.size).fill(3), spent: [] };
  const world = new World(data, planOf(1e6, model), random);
  const session = world.begin({ concealed: true });
  const gaps: Gaps = { exchange: [], atlas: [], square: [], firstPatch: [], nextPatch: [], focus: [], exposure: [] };
  const go = (target: number) => {
    const steps = model.drawnSteps(session.tree, session.place, target, draws, 0).slice();
    while (!tree.contains(session.cursor, target)) world.perform({ kind: "up" }, session);
    const seconds = world.perform({ kind: "down", target }, session);
    const maintenance = seconds - steps.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(maintenance) < 1e-9 || maintenance > 60, `the steps are what passes: ${maintenance}`);
    return { steps, seconds };
  };
  for (const grid of childrenOf(tree, 0)) {
    const { steps } = go(grid);
    gaps.exchange.push(steps[Step.Exchange]!);
    gaps.atlas.push(steps[Step.Atlas]!);
    for (const square of childrenOf(tree, grid)) {
      gaps.square.push(go(square).seconds);
      childrenOf(tree, square).forEach((group, i) => {
        const entry = go(group).steps;
        (i === 0 ? gaps.firstPatch : gaps.nextPatch).push(entry[Step.Stage]! + entry[Step.GroupImage]!);
        childrenOf(tree, group).forEach((hole, j) => {
          const { seconds } = go(hole);
          if (j === 0) gaps.focus.push(entry[Step.DriftWait]! + seconds);
          else gaps.exposure.push(seconds);
        });
      });
    }
  }
  assert.equal(session.resultCount[0], tree.size - tree.firstLeaf, "everything was visited");
  return gaps;
}

function childrenOf({ firstChild, childCount }: TargetTree, node: number): number[] {
  return Array.from({ length: childCount[node]! }, (_, i) => firstChild[node]! + i);
}

describe("presets of microscopes", () => {
  for (const file of files) {
    it(`${file} names itself and is complete`, () => {
      const { name, description, latency } = preset(file);
      assert.equal(name, basename(file, ".yaml"));
      assert.notEqual(description, "");
      const given = latency as Record<string, object>;
      for (const key of Object.keys(kinematicOptions.shape)) assert.ok(key in given, `${key} is not given`);
      const model = modelOf(name);
      const tree = TargetTree.from(placedTargets({ ...leginonLike, grids: 1 }));
      assert.equal(model.problemWith(tree), undefined);
      assert.ok(model.mostSeconds(tree) < 3600, "no way takes an hour");
    });

    it(`${file} says where each of its figures comes from`, () => {
      const lines = readFileSync(join(folder, file), "utf8").split("\n");
      const start = lines.indexOf("latency:");
      let covered = false;
      for (const line of lines.slice(start)) {
        // A comment on a mapping's line is about what stands in it, one on "jitter" about all that follows.
        if (/^ {2}\w+:/.test(line)) covered = /#/.test(line);
        const figure = /: [0-9]/.test(line) && !/(: 0 s$|: 3$)/.test(line);
        if (/#/.test(line) && /this and the following/.test(line)) covered = true;
        assert.ok(!figure || covered || /# ./.test(line), `no source: ${line.trim()}`);
      }
    });
  }

  it("krios-leginon-2021 takes the times of session 21mar02c from event to event", () => {
    const model = modelOf("krios-leginon-2021");
    const all: Gaps = { exchange: [], atlas: [], square: [], firstPatch: [], nextPatch: [], focus: [], exposure: [] };
    for (let seed = 0; seed < 50; seed++) {
      const gaps = raster(model, seed);
      for (const key of Object.keys(all) as (keyof Gaps)[]) all[key].push(...gaps[key]);
    }
    const expected: Record<keyof Gaps, readonly [what: string, seconds: number]> = {
      exchange: ["grid exchange", 3.9 * 60],
      atlas: ["atlas", 13.1 * 60],
      square: ["square image, eucentric height included", 198],
      firstPatch: ["square image to first patch image", 50],
      nextPatch: ["patch image to next patch image", 85],
      focus: ["focus to first exposure", 95],
      exposure: ["exposure to exposure in a patch", 91],
    };
    for (const key of Object.keys(expected) as (keyof Gaps)[]) {
      const [what, seconds] = expected[key];
      const values = all[key].sort((a, b) => a - b);
      const [q1, q2, q3] = [0.25, 0.5, 0.75].map((p) => quantileSorted(values, p)) as [number, number, number];
      const figures = [seconds, q2, q1, q3].map((value) => value.toFixed(1).padStart(7)).join(" ");
      console.log(`      ${what.padEnd(42)} recorded, simulated median, quartiles (s): ${figures}`);
      assert.ok(Math.abs(q2 / seconds - 1) < 0.015, `${what}: ${q2} s, not ${seconds} s`);
    }
    const quartiles = [0.25, 0.75].map((p) => quantileSorted(all.square, p));
    assert.ok(Math.abs(quartiles[0]! - 181) < 6 && Math.abs(quartiles[1]! - 221) < 6, `quartiles ${quartiles}`);
  });

  it("krios-epu exposes every 4 to 6 s by image shift and focuses only after 8 µm", () => {
    const model = modelOf("krios-epu");
    const place = (x: number) => ({ stageXMicrometers: x, stageYMicrometers: 0 });
    const tree = TargetTree.from([
      { id: "g", level: 1, name: "g" },
      { id: "s", parentId: "g", level: 2, name: "s", ...place(0) },
      ...[0, 7, 16].map((x) => ({ id: `p${x}`, parentId: "s", level: 3, name: "p", ...place(x) })),
      ...[1, 2].map((i) => ({ id: `h${i}`, parentId: "p0", level: 4, name: "h" })),
    ]);
    const row = (id: string) => tree.row(id)!;
    const seconds = model.expectedSeconds(tree, row("h1"), row("h2"));
    assert.ok(seconds > 4 && seconds < 6, `${seconds}`);
    const random = new KeyedRandom(1);
    const focus = (to: string) => model.drawnSteps(tree, row("p0"), row(to), random, 0)[Step.Focus]!;
    assert.equal(focus("p7"), 0);
    assert.ok(focus("p16") > 0);
  });

  it("differ as their microscopes do", () => {
    const tree = TargetTree.from(placedTargets({ ...leginonLike, grids: 1 }));
    const hour = (name: string) => {
      const model = modelOf(name);
      const holes = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
      const seconds = holes.map((hole, i) => model.expectedSeconds(tree, i === 0 ? 0 : hole - 1, hole));
      return 3600 / median(seconds);
    };
    const rates = Object.fromEntries(files.map((file) => [file, hour(basename(file, ".yaml"))]));
    assert.ok(rates["krios-leginon-2021.yaml"]! < 45 && rates["krios-epu.yaml"]! > 500, JSON.stringify(rates));
    assert.equal(stepNames.length, Object.keys(Step).length);
  });
});
