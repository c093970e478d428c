import assert from "node:assert/strict";
import { unitsOf } from "../../../agent/evaluate/evaluation-plan.js";
import { type EvaluationRuns, runEvaluation } from "../../../agent/evaluate/run-evaluation.js";
import { summariseEvaluation } from "../../../agent/evaluate/summarise-evaluation.js";
import { evaluationPlan, withoutTimes } from "../../support/evaluation-plans.js";

describe("runEvaluation", function () {
  this.timeout(60_000);

  const plan = evaluationPlan({
    scenarios: ["y1-like", "rough-session"],
    policies: ["greedy", "index"],
    budgetsMinutes: [60, 120],
    episodes: 3,
  });
  const report = (runs: EvaluationRuns) => {
    const { report: summary } = summariseEvaluation(plan, runs);
    const results = summary.results.map((result) => ({ ...result, decisionMicrosecondsMedian: 0 }));
    return JSON.stringify({ ...summary, results });
  };
  let alone: EvaluationRuns;

  before(async () => {
    alone = await runEvaluation(plan, { workers: 1 });
  });

  it("plays every run once", () => {
    const keys = alone.records.map((r) => [r.scenario, r.policy, r.budgetMinutes, r.episode].join());
    assert.equal(keys.length, 2 * 2 * 2 * 3);
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(alone.failures, []);
  });

  it("comes to the same with several workers, byte by byte, in whatever order they finish", async () => {
    const order = (runs: EvaluationRuns) => runs.records.map((r) => `${r.scenario} ${r.episode}`).join();
    assert.equal(report(await runEvaluation(plan, { workers: 2 })), report(alone));
    const reversed = { ...alone, records: alone.records.toReversed() };
    assert.notEqual(order(reversed), order(alone));
    assert.equal(report(reversed), report(alone));
  });

  it("goes on from what is finished, whichever runs these are, with their bounds and references", async () => {
    const finished = alone.records.filter((_, i) => i % 5 !== 2 && i < 16);
    const played: string[] = [];
    const onResult = () => played.push("run");
    for (const workers of [1, 2]) {
      played.length = 0;
      const resumed = await runEvaluation(plan, { workers, finished, onResult });
      assert.equal(played.length, alone.records.length - finished.length);
      assert.equal(report(resumed), report(alone));
    }
    assert.deepEqual(unitsOf(plan, alone.records), []);
  });

  it("takes the scenarios in turns", () => {
    const scenarios = unitsOf(plan).map(({ scenario, episode }) => `${scenario}/${episode}`);
    assert.deepEqual(scenarios, ["0/0", "1/0", "0/1", "1/1", "0/2", "1/2"]);
  });

  it("stops when it is told to, having told of what was finished", async () => {
    for (const workers of [1, 2]) {
      const stop = new AbortController();
      const told: unknown[] = [];
      const onResult = (result: unknown) => {
        told.push(result);
        if (told.length === 4) stop.abort(new Error("enough"));
      };
      await assert.rejects(runEvaluation(plan, { workers, signal: stop.signal, onResult }), /enough/);
      assert.equal(told.length, 4);
    }
  });

  it("passes on what a listener throws, such as a full disk", async () => {
    for (const workers of [1, 2]) {
      const onResult = () => {
        throw new Error("no space left");
      };
      await assert.rejects(runEvaluation(plan, { workers, onResult }), /no space left/);
    }
  });

  it("reports a policy that can't be had in a worker as failed runs, and plays the others", async () => {
    const other = { ...plan, policies: ["greedy", "no-such-policy"], episodes: 2 };
    const { records, failures } = await runEvaluation(other, { workers: 2 });
    assert.equal(failures.length, 2 * 2 * 2);
    assert.ok(failures.every(({ policy, message }) => policy === "no-such-policy" && /unknown/.test(message)));
    const greedy = alone.records.filter(({ policy, episode }) => policy === "greedy" && episode < 2);
    const sorted = (runs: typeof greedy) => runs.map((run) => JSON.stringify(withoutTimes(run))).sort();
    assert.deepEqual(sorted([...records]), sorted(greedy));
  });
});
