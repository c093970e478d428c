import assert from "node:assert/strict";
import type { EvaluationSummary } from "../../../../agent/evaluate/summary/evaluation-summary.js";
import { summarise } from "../../../../agent/evaluate/summary/summarise.js";
import { madeRecords } from "../../../support/made-records.js";

const policies = { index: 0.8, greedy: 0.7, raster: 0 };
const order = Object.keys(policies);
const records = madeRecords({
  policies,
  scenarios: ["one", "two", "nothing"],
  episodes: 20,
  forecasting: ["index"],
  hopeless: ["nothing"],
});
const summary = summarise(records, { policies: order });
const policyOf = (from: EvaluationSummary, task: number, policy: string) =>
  from.tasks[task]!.policies.find((each) => each.policy === policy)!;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, expected ${expected}`);

describe("summarise", () => {
  it("does not depend on the order of the records", () => {
    const shuffled = [...records].sort((a, b) => ((a.episode * 7 + a.return) % 5) - ((b.episode * 7 + b.return) % 5));
    assert.notDeepEqual(shuffled, records);
    assert.deepEqual(summarise(shuffled, { policies: order }), summary);
  });

  it("gives a policy the same figures whatever runs beside it", () => {
    const alone = summarise(records, { policies: ["greedy"] });
    assert.deepEqual(alone.aggregates[0], summary.aggregates[1]);
    assert.deepEqual(policyOf(alone, 1, "greedy"), policyOf(summary, 1, "greedy"));
    assert.deepEqual(alone.comparisons, []);
  });

  it("is data that JSON keeps", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
    const single = summarise(records.filter(({ episode }) => episode === 0));
    assert.deepEqual(JSON.parse(JSON.stringify(single)), single);
  });

  it("gives means by hand, with intervals around them", () => {
    const returns = records.filter((r) => r.scenario === "two" && r.policy === "index").map((r) => r.return);
    const { mean: estimate } = policyOf(summary, 2, "index");
    assert.equal(summary.tasks[2]!.scenario, "two");
    near(estimate.value, mean(returns));
    assert.ok(estimate.interval!.low < estimate.value && estimate.value < estimate.interval!.high);
  });

  it("fixes the references of a score for the task, not for the episode", () => {
    const here = records.filter(({ scenario, policy }) => scenario === "one" && policy === "index");
    const [bound, raster] = [mean(here.map((r) => r.bound)), mean(here.map((r) => r.raster))];
    const one = summary.tasks.find(({ scenario }) => scenario === "one")!;
    near(one.bound, bound);
    const { score, regret } = one.policies[0]!;
    near(score!.value, (mean(here.map((r) => r.return)) - raster) / (bound - raster));
    near(regret.value, bound - mean(here.map((r) => r.return)));
    const tasks = summary.tasks.filter(({ scored }) => scored);
    near(summary.aggregates[0]!.mean.value, mean(tasks.map((task) => task.policies[0]!.score!.value)));
    near(summary.aggregates[2]!.mean.value, 0);
  });

  it("leaves tasks without a span out of the score, and gives their regret", () => {
    const nothing = summary.tasks.find(({ scenario }) => scenario === "nothing")!;
    assert.equal(nothing.scored, false);
    assert.equal(nothing.policies[0]!.score, null);
    assert.ok(Number.isFinite(nothing.policies[0]!.regret.value));
    const without = summarise(
      records.filter(({ scenario }) => scenario !== "nothing"),
      { policies: order },
    );
    assert.deepEqual(without.aggregates, summary.aggregates);
    assert.deepEqual(without.comparisons[0]!.score, summary.comparisons[0]!.score);
    const only = summarise(records.filter(({ scenario }) => scenario === "nothing"));
    assert.deepEqual([only.aggregates, only.comparisons[0]!.score], [[], null]);
  });

  it("compares the earlier policy with the later one, episode by episode", () => {
    assert.deepEqual(
      summary.comparisons.map(({ first, second }) => `${first}-${second}`),
      ["index-greedy", "index-raster", "greedy-raster"],
    );
    const [comparison] = summary.comparisons;
    assert.equal(comparison!.score!.verdict, "higher");
    const { aggregates } = summary;
    near(comparison!.score!.value, aggregates[0]!.mean.value - aggregates[1]!.mean.value);
    assert.equal(comparison!.won + comparison!.tied + comparison!.lost, 60);
    assert.equal(comparison!.tied, 20);
    assert.ok(comparison!.improvement.value > 0.5);
    const turned = summarise(records, { policies: ["greedy", "index"] }).comparisons[0]!;
    assert.equal(turned.score!.verdict, "lower");
    assert.deepEqual([turned.won, turned.lost], [comparison!.lost, comparison!.won]);
  });

  it("corrects non-inferiority over tasks and says how many worlds it takes", () => {
    for (const { tasks } of summary.comparisons) {
      for (const { nonInferiority: test, difference } of tasks) {
        assert.ok(test.correctedPValue >= test.pValue);
        assert.equal(test.notWorse, test.correctedPValue <= 0.05);
        assert.ok(test.lowerLimit! <= difference.value);
      }
    }
    const [better] = summary.comparisons[1]!.tasks.filter(({ scenario }) => scenario === "one");
    assert.ok(better!.nonInferiority.notWorse);
    const worse = summarise(records, { policies: ["raster", "index"] }).comparisons[0]!.tasks;
    const one = worse.find(({ scenario }) => scenario === "one")!.nonInferiority;
    assert.ok(!one.notWorse && one.pValue > 0.99 && one.worldsNeeded! > 20);
  });

  it("draws budgets of a scenario together, as they have the same worlds", () => {
    const twice = (["one"] as const).flatMap((scenario) =>
      [240, 480].flatMap((budgetMinutes) =>
        madeRecords({ policies, scenarios: [scenario], episodes: 20 }).map((record) => ({ ...record, budgetMinutes })),
      ),
    );
    const both = summarise(twice, { policies: order });
    const single = summarise(
      twice.filter(({ budgetMinutes }) => budgetMinutes === 480),
      { policies: order },
    );
    assert.deepEqual(
      both.tasks.map(({ label }) => label),
      ["one, 240 min", "one, 480 min"],
    );
    const [wide, narrow] = [single, both].map(({ aggregates }) => aggregates[0]!.mean);
    near(wide!.value, narrow!.value);
    near(wide!.interval!.low, narrow!.interval!.low);
    near(wide!.interval!.high, narrow!.interval!.high);
  });

  it("uses only episodes that all policies have with all budgets, and counts the others", () => {
    const missing = records.filter(
      ({ scenario, policy, episode }) => !(scenario === "one" && policy === "greedy" && episode > 14),
    );
    const partial = summarise(missing, { policies: order });
    assert.equal(partial.unpaired, 2 * 5);
    assert.deepEqual(
      partial.tasks.map(({ scenario, worlds }) => [scenario, worlds]),
      [
        ["nothing", 20],
        ["one", 15],
        ["two", 20],
      ],
    );
    const apart = records.filter(({ policy, episode }) => (policy === "index" ? episode < 5 : episode > 7));
    assert.throws(() => summarise(apart), /no episode that all policies have \(greedy, index, raster\)/);
    assert.deepEqual(summarise(records, { policies: ["index", "rollout"] }).absent, ["rollout"]);
    assert.throws(() => summarise([]), /no episode that all policies have \(no policy\)/);
    assert.throws(() => summarise([...records, records[3]!]), /is there twice/);
  });

  it("calls nothing a difference and gives no intervals with one world", () => {
    const single = summarise(
      records.filter(({ episode }) => episode === 0),
      { policies: order },
    );
    assert.equal(single.aggregates[0]!.mean.interval, null);
    for (const { score, tasks, improvement } of single.comparisons) {
      assert.equal(score!.verdict, "too few worlds");
      assert.equal(improvement.interval, null);
      for (const { nonInferiority } of tasks) {
        assert.deepEqual([nonInferiority.lowerLimit, nonInferiority.notWorse], [null, false]);
      }
    }
    assert.equal(policyOf(single, 0, "index").sd, null);
  });

  it("shows the calibration of policies that forecast", () => {
    assert.deepEqual(
      summary.calibrations.map(({ policy }) => policy),
      ["index"],
    );
    const [calibration] = summary.calibrations;
    const counts = records.flatMap(({ forecasts }) => forecasts?.count ?? []);
    assert.equal(calibration!.forecasts, mean(counts) * counts.length);
    assert.ok(calibration!.expectedCalibrationError > calibration!.floorHigh);
    assert.equal(calibration!.tasks.length, 3);
    for (const { good, chance } of calibration!.points) {
      assert.ok(good.interval!.low <= good.value && good.value <= good.interval!.high);
      assert.ok(chance > 0 && chance < 1);
    }
  });

  it("takes what the records do not say from the caller, and the order too", () => {
    const facts = { metric: "goodMicrographs", unit: "micrographs", over: "starts of one session" } as const;
    const { tasks } = summarise(records, { policies: order, scenarios: { two: facts, absent: {} } });
    assert.deepEqual(
      tasks.map(({ scenario, metric, over }) => [scenario, metric, over]),
      [
        ["two", "goodMicrographs", "starts of one session"],
        ["nothing", "return", "generated worlds"],
        ["one", "return", "generated worlds"],
      ],
    );
  });
});
