import assert from "node:assert/strict";
import type { EvaluationReport, EvaluationResult } from "../../../agent/evaluate/evaluation-result.js";
import { evaluationReport } from "../../../agent/report/evaluation-report.js";

const result: EvaluationResult = {
  scenario: "a-session",
  policy: "index",
  budgetMinutes: 120,
  metric: "goodMicrographs",
  unit: "micrographs",
  mean: 101.26,
  sd: 4.5,
  ci95: [99.5, 103.94],
  intervalOver: "starts of one session",
  episodes: 50,
  exposuresMean: 110,
  boundMean: 113,
  rasterMean: 51,
  normalisedScore: 0.81,
  shareOfBound: 0.896,
  decisionMicrosecondsMedian: 170,
};
const other: EvaluationResult = { ...result, scenario: "worlds", intervalOver: "generated worlds" };
const report: EvaluationReport = {
  schemaVersion: 1,
  seed: 1,
  episodes: 50,
  results: [result, { ...result, policy: "greedy", mean: 97 }, { ...result, budgetMinutes: 240, mean: 207 }, other],
  comparisons: [],
  aggregates: [],
  failures: [],
};

describe("evaluationReport", () => {
  it("has a section a scenario with the figures, and the notes", async () => {
    const page = await evaluationReport(report, ["From an operator's choice."]);
    assert.equal(page.match(/<section>/g)?.length, 2);
    for (const text of ["101.3", "99.5 to 103.9", "89.6 %", "From an operator&#39;s choice."]) {
      assert.ok(page.includes(text), text);
    }
  });

  it("says what the intervals are over", async () => {
    const page = await evaluationReport(report, []);
    assert.ok(page.includes("over 50 starts of one session. They say nothing about other sessions."));
    assert.ok(page.includes("over 50 generated worlds."));
  });

  it("has no intervals for a single episode", async () => {
    const page = await evaluationReport({ ...report, episodes: 1, results: [{ ...result, ci95: null, sd: null }] }, []);
    assert.ok(page.includes("a single episode"));
    assert.ok(!/NaN|null/.test(page));
  });

  it("escapes names and is the same each time", async () => {
    const hostile = { ...report, results: [{ ...result, scenario: "<b>", policy: "<i>" }] };
    const page = await evaluationReport(hostile, []);
    assert.ok(!/<b>|<i>/.test(page.replaceAll("<i style", "")));
    assert.equal(await evaluationReport(hostile, []), page);
  });
});
