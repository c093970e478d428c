import assert from "node:assert/strict";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import {
  AREA,
  CONTAMINATION,
  EDGE_DISTANCE,
  MEAN_INTENSITY,
  PREDICTED_CTF_RESOLUTION,
} from "../../../env/tree/feature-schema.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { planOf } from "../../support/plans.js";
import { runPolicy, squaresWorld } from "../../support/policy-runs.js";
import type { Layout } from "../../support/small-worlds.js";

const square = [8, 8];
const good = { predicted: 4, true: 4 };
const bad = { predicted: 4, true: 12 };
/** A square is judged after eight results, a grid after three squares. */
const patient = { hopeless_after: 8, hopeless_share: 0.15, squares_per_grid: 3, poor_share: 0.2 };
const late = { medianSeconds: 400, logSpread: 0, timeOutSeconds: 4000, lostShare: 0 };
const squareOf = (id: string) => id.split(".").slice(0, 2).join(".");
const at = (data: WorldData, id: string) => ({ hole: data.tree.row(id)!, concealed: true });

/** Squares in the order in which holes are exposed in them. */
function squaresOf(steps: readonly string[]): string[] {
  const squares = steps.filter((id) => id.split(".").length === 4).map(squareOf);
  return squares.filter((id, i) => id !== squares[i - 1]);
}

const costly = (plan: SessionPlan, costPerHour: number): SessionPlan => ({
  ...plan,
  objective: { ...plan.objective, costPerHour },
});

describe("operator", () => {
  it("exposes what passes, group by group, square by square, grid by grid, and never goes back", () => {
    const layout: Layout = [
      [square, square],
      [square, square],
    ];
    const data = squaresWorld(
      layout,
      () => good,
      (id, level) => (level === 4 ? { [PREDICTED_CTF_RESOLUTION.name]: id.endsWith(".3") ? 6.1 : 6 } : undefined),
    );
    const { steps } = runPolicy("operator", data, planOf(600), { concealed: true });
    const exposed = steps.filter((id) => id.split(".").length === 4);
    const passing = exposed.slice(0, 4 * 14);
    assert.ok(passing.every((id) => !id.endsWith(".3")));
    assert.deepEqual(passing, [...passing].sort());
    assert.deepEqual(steps.slice(0, 3), ["1", "1.1", "1.1.1.1"]);
    // What did not pass comes when there is nothing else.
    assert.equal(exposed.length, 4 * 16);
  });

  it("picks the larger squares of middle intensity first", () => {
    const layout: Layout = [Array.from({ length: 10 }, () => [2])];
    const looks: Record<string, [number, number]> = {
      "1.1": [900, 0.5], // too dark
      "1.2": [900, 0.99], // too bright
      "1.3": [300, 0.8], // too small
    };
    const data = squaresWorld(
      layout,
      () => good,
      (id, level) => {
        if (level !== 2) return undefined;
        const [area, intensity] = looks[id] ?? [
          1000 + 10 * Number(id.split(".")[1]),
          0.75 + Number(id.split(".")[1]) / 1000,
        ];
        return { [AREA.name]: area, [MEAN_INTENSITY.name]: intensity };
      },
    );
    const { steps } = runPolicy("operator", data, planOf(10_000), { concealed: true });
    const picked = squaresOf(steps);
    assert.deepEqual(picked.slice(0, 7), ["1.10", "1.9", "1.8", "1.7", "1.6", "1.5", "1.4"]);
    assert.deepEqual(picked.slice(7).sort(), ["1.1", "1.2", "1.3"]);
  });

  it("goes by ice, edge and dirt where there are no predictions", () => {
    const fine = { [MEAN_INTENSITY.name]: 0.85, [EDGE_DISTANCE.name]: 8, [CONTAMINATION.name]: 0.05 };
    const looks: Record<string, Record<string, number>> = {
      "1": { ...fine, [MEAN_INTENSITY.name]: 0.99 }, // no ice
      "2": { ...fine, [MEAN_INTENSITY.name]: 0.6 }, // thick ice
      "3": { ...fine, [EDGE_DISTANCE.name]: 0.5 },
      "4": { ...fine, [CONTAMINATION.name]: 0.5 },
      "5": {}, // nothing is known
    };
    const data = squaresWorld(
      [[[8]]],
      () => good,
      (id, level) => (level === 4 ? (looks[id.split(".")[3]!] ?? fine) : undefined),
    );
    const { steps } = runPolicy("operator", data, planOf(10_000), { concealed: true });
    const holes = steps.slice(2, 10).map((id) => Number(id.split(".")[3]));
    assert.deepEqual(holes, [5, 6, 7, 8, 1, 2, 3, 4]);
  });

  it("leaves a square whose first micrographs are bad, not one with a few good ones", () => {
    const data = squaresWorld([[square, square]], (id) => (id === "1.1" ? bad : good));
    const { steps } = runPolicy("operator", data, planOf(60), at(data, "1.1.1.1"), patient);
    assert.equal(steps.indexOf("1.2"), 8);
    assert.ok(steps.slice(9, 9 + 16).every((id) => squareOf(id) === "1.2"));
    const later = runPolicy("operator", data, planOf(60), at(data, "1.1.1.1"), { ...patient, hopeless_after: 12 });
    assert.equal(later.steps.indexOf("1.2"), 12);
  });

  it("leaves a grid after a few poor squares, and stays on one that is not poor", () => {
    const layout: Layout = [Array.from({ length: 6 }, () => square), Array.from({ length: 6 }, () => square)];
    const poor = squaresWorld(layout, (id) => (id.startsWith("1.") ? bad : good));
    const { steps } = runPolicy("operator", poor, planOf(150), { concealed: true });
    assert.deepEqual(squaresOf(steps).slice(0, 4), ["1.1", "1.2", "1.3", "2.1"]);
    const rich = squaresWorld(layout, () => good);
    const stayed = squaresOf(runPolicy("operator", rich, planOf(110), { concealed: true }).steps);
    assert.deepEqual(stayed.slice(0, 5), ["1.1", "1.2", "1.3", "1.4", "1.5"]);
  });

  it("judges by results that are in: with late ones it leaves later, and never waits", () => {
    const data = squaresWorld([[square, square]], (id) => (id === "1.1" ? bad : good));
    const { steps } = runPolicy("operator", data, { ...planOf(60), results: late }, at(data, "1.1.1.1"), patient);
    // Results come 400 s, seven exposures, after the exposure.
    assert.ok(steps.indexOf("1.2") >= 14 && steps.indexOf("1.2") <= 15, `${steps.indexOf("1.2")}`);
    assert.ok(!steps.includes("wait"));
  });

  it("stops when the last hour brought less than it cost, and goes on while it brings more", () => {
    const layout: Layout = [[square, square, square, square, square, square]];
    const hopeless = squaresWorld(layout, () => bad);
    const lost = runPolicy("operator", hopeless, costly(planOf(480), 6), { concealed: true });
    assert.equal(lost.goals.at(-1)!.kind, "stop");
    assert.ok(lost.session.clockSeconds >= 3600 && lost.session.clockSeconds < 1.3 * 3600);
    assert.match(lost.sentences.at(-1)!, /^The last hour brought 0\.00, less than the 6 that it cost\.$/);
    const rich = squaresWorld(layout, () => good);
    const won = runPolicy("operator", rich, costly(planOf(480), 6), { concealed: true });
    assert.equal(won.session.goodCount[0], 96);
  });

  it("does not stop for want of results that are still to come", () => {
    const layout: Layout = [[square, square, square, square]];
    const results = { ...late, medianSeconds: 3000 };
    const data = squaresWorld(layout, () => good);
    const { session } = runPolicy("operator", data, { ...costly(planOf(480), 6), results }, { concealed: true });
    assert.equal(session.exposedCount[0], 64);
  });

  it("takes a few holes of a few squares of every grid where knowing is all that counts", () => {
    const layout: Layout = Array.from({ length: 3 }, () => Array.from({ length: 5 }, () => square));
    const data = squaresWorld(layout, () => good);
    const plan = costly(planOf(1000), 0.02);
    const screening: SessionPlan = {
      ...plan,
      objective: { ...plan.objective, amount: () => 0, worth: () => 0, endWorth: () => 0 },
    };
    const { session, sentences } = runPolicy("operator", data, screening, { concealed: true });
    const { tree, exposedCount } = session;
    for (const grid of ["1", "2", "3"]) assert.equal(exposedCount[tree.row(grid)!], 12);
    assert.equal(sentences.at(-1), "Every grid has been looked at.");
  });
});
