import assert from "node:assert/strict";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../../../agent/evaluate/evaluate.js";
import { policies } from "../../../agent/policies/index.js";
import { parsePolicySpec } from "../../../agent/policy-spec.js";
import { compareSettings, scaleOf } from "../../../agent/tune/compare-settings.js";
import { searches } from "../../../agent/tune/search.js";
import { settingsOf } from "../../../agent/tune/settings.js";
import { type TuneOptions, tune, tuningSize } from "../../../agent/tune/tune.js";
import { TuningLog } from "../../../agent/tune/tuning-log.js";
import { tuningTasks } from "../../../agent/tune/tuning-task.js";
import { UserError } from "../../../env/errors.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

const ucb = policies.get("ucb");

describe("settingsOf", () => {
  it("combines values, the default first and once", () => {
    const { beta, stay } = ucb.parameters!;
    const settings = settingsOf(ucb, [
      { parameter: "beta", values: [beta!.default, 3] },
      { parameter: "stay", values: [0.55, stay!.default] },
    ]);
    const specs = settings.map(({ spec }) => spec);
    assert.deepEqual(specs, ["ucb", "ucb:stay=0.55", "ucb:beta=3:stay=0.55", "ucb:beta=3"]);
    for (const { spec, values } of settings) {
      for (const [name, value] of Object.entries(parsePolicySpec(spec).values)) assert.equal(values[name], value);
    }
  });

  it("refuses what the policy does not have", () => {
    assert.throws(() => settingsOf(ucb, [{ parameter: "bta", values: [1] }]), /Did you mean 'beta'\?/);
    assert.throws(() => settingsOf(ucb, [{ parameter: "beta", values: [1, 77] }]), /'beta' is 77; expected/);
    const twice = [1, 2].map((value) => ({ parameter: "beta", values: [value] }));
    assert.throws(() => settingsOf(ucb, twice), /'beta' is given twice/);
  });
});

describe("tuningTasks", () => {
  it("refuses recorded sessions, and opens nothing of them", () => {
    assert.throws(
      () => tuningTasks(["y1-wide", "21mar02c"]),
      (error) =>
        error instanceof UserError &&
        /'21mar02c' has a world of kind 'replay'.*generated worlds alone/.test(error.message),
    );
  });

  it("gives each scenario with each budget", () => {
    const tasks = tuningTasks(["y1-wide", "fresh-session"], [60, 120]);
    assert.deepEqual(
      tasks.map(({ scenario, budgetMinutes }) => `${scenario.name} ${budgetMinutes}`),
      ["y1-wide 60", "y1-wide 120", "fresh-session 60", "fresh-session 120"],
    );
    assert.notEqual(tasks[0]!.digest, tasks[2]!.digest);
    assert.deepEqual(
      tuningTasks(["fresh-session"]).map(({ budgetMinutes }) => budgetMinutes),
      [720],
    );
  });
});

describe("compareSettings", () => {
  it("gives paired differences, and over all tasks their mean in shares of each task's scale", () => {
    const tasks = [
      { returns: [11, 22, 33], ofDefault: [10, 20, 30], scale: 10 },
      { returns: [1, 1, 1], ofDefault: [0, 2, 0], scale: 1 },
    ];
    const { tasks: each, overall } = compareSettings(tasks, 1);
    assert.deepEqual(
      each.map(({ mean }) => mean),
      [2, 1 / 3],
    );
    assert.ok(Math.abs(overall.mean - (0.2 + 1 / 3) / 2) < 1e-12);
    assert.ok(overall.ci95![0] < overall.mean && overall.mean < overall.ci95![1]);
  });

  it("has an interval of no width for a constant difference, however much worlds differ", () => {
    const ofDefault = [1, 50, 200, 3000];
    const returns = ofDefault.map((value) => value + 5);
    const { overall } = compareSettings([{ returns, ofDefault, scale: 100 }], 1);
    assert.ok(overall.ci95!.every((end) => Math.abs(end - 0.05) < 1e-12));
  });

  it("leaves out tasks in which nothing can be told", () => {
    assert.ok(Number.isNaN(scaleOf([100, 100], [99.9, 99.9])));
    assert.equal(scaleOf([0, 0], [-70, -70]), 70);
    const nothing = { returns: [5, 6], ofDefault: [0, 0], scale: Number.NaN };
    const told = { returns: [1, 1], ofDefault: [0, 0], scale: 10 };
    assert.ok(Math.abs(compareSettings([nothing, told], 1).overall.mean - 0.1) < 1e-12);
    assert.ok(Number.isNaN(compareSettings([nothing], 1).overall.mean));
    assert.equal(compareSettings([nothing], 1).overall.ci95, null);
  });
});

describe("searches", () => {
  it("halve to a third at three times the episodes, and run the last ones for all", () => {
    assert.deepEqual(searches["successive-halving"](27, 81), [
      { settings: 27, episodes: 9 },
      { settings: 9, episodes: 27 },
      { settings: 3, episodes: 81 },
    ]);
    assert.deepEqual(searches["successive-halving"](2, 10), [{ settings: 2, episodes: 10 }]);
    for (let settings = 1; settings < 200; settings += 7) {
      for (const episodes of [2, 5, 60]) {
        const rungs = searches["successive-halving"](settings, episodes);
        assert.equal(rungs[0]!.settings, settings);
        assert.equal(rungs.at(-1)!.episodes, episodes);
        for (let i = 1; i < rungs.length; i++) assert.ok(rungs[i]!.episodes >= rungs[i - 1]!.episodes);
      }
    }
  });
});

describe("tune", function () {
  this.timeout(60_000);

  const optionsOf = (log: TuningLog, change: Partial<TuneOptions> = {}): TuneOptions => ({
    tasks: tuningTasks(["y1-wide", "fresh-session"], [45]),
    settings: settingsOf(ucb, [{ parameter: "beta", values: [-3, 0, 5] }]),
    episodes: 6,
    confirmEpisodes: 3,
    seed: 4,
    search: "grid",
    log,
    version: "test",
    ...change,
  });

  it("runs the episodes that evaluate runs", () => {
    const { settings } = tune(optionsOf(new TuningLog()));
    const { scenario, source } = tuningTasks(["fresh-session"])[0]!;
    for (const { spec, means } of settings) {
      const options = { scenario, source, policies: [spec], budgetsMinutes: [45], episodes: 6, seed: 4 };
      assert.equal(means[1], evaluate(options)[0]!.mean, spec);
    }
  });

  it("compares the best with the default on episodes that it was not chosen by", () => {
    const { best, confirmation, settings } = tune(optionsOf(new TuningLog()));
    assert.ok(settings.every(({ comparison }) => comparison.overall.mean <= best.comparison.overall.mean));
    if (best.spec === "ucb") assert.equal(confirmation, undefined);
    else {
      const { scenario, source } = tuningTasks(["y1-wide"])[0]!;
      const all = { scenario, source, policies: [best.spec], budgetsMinutes: [45], episodes: 9, seed: 4 };
      const mean = (9 * evaluate(all)[0]!.mean - 6 * best.means[0]!) / 3;
      assert.ok(Math.abs(confirmation!.means[0]! - mean) < 1e-9);
    }
  });

  it("goes on from its log, a torn last line and all, with the same result", () => {
    withTemporaryFolder({}, (folder) => {
      const file = join(folder, "tune.jsonl");
      let ran = 0;
      const whole = tune(optionsOf(new TuningLog(file), { onEpisode: () => ran++ }));
      assert.ok(ran <= tuningSize(optionsOf(new TuningLog())));
      const lines = readFileSync(file, "utf8").split("\n");
      assert.equal(lines.length - 1, ran);
      truncateSync(file, lines.slice(0, 7).join("\n").length + 20);
      assert.deepEqual(tune(optionsOf(new TuningLog(file))), whole);
      assert.deepEqual(readFileSync(file, "utf8").split("\n").sort(), lines.sort());
      // Nothing is run again.
      const { size } = new Set(lines);
      tune(optionsOf(new TuningLog(file)));
      assert.equal(readFileSync(file, "utf8").split("\n").length, lines.length);
      assert.equal(size, lines.length);
    });
  });

  it("takes nothing of another seed, budget or version from a log", () => {
    withTemporaryFolder({}, (folder) => {
      const file = join(folder, "tune.jsonl");
      const small = { episodes: 2, confirmEpisodes: 0 };
      tune(optionsOf(new TuningLog(file), small));
      const lines = () => readFileSync(file, "utf8").trim().split("\n").length;
      const once = lines();
      for (const change of [
        { seed: 5 },
        { version: "other" },
        { tasks: tuningTasks(["y1-wide", "fresh-session"], [46]) },
      ]) {
        const before = lines();
        tune(optionsOf(new TuningLog(file), { ...small, ...change }));
        assert.equal(lines(), before + once);
      }
    });
  });

  it("refuses a log that is something else, and leaves it as it is", () => {
    withTemporaryFolder({}, (folder) => {
      const file = join(folder, "other.jsonl");
      writeFileSync(file, '{"a":1}\n');
      assert.throws(() => new TuningLog(file), /other\.jsonl:1: not a finished episode of cryogym tune/);
      assert.equal(readFileSync(file, "utf8"), '{"a":1}\n');
      assert.ok(existsSync(file));
    });
  });

  it("halves: those that are dropped were run for fewer episodes, and never the default", () => {
    const values = [-3, -2, -1, 0, 0.5, 2, 3, 4, 5];
    const { settings, best } = tune(
      optionsOf(new TuningLog(), {
        tasks: tuningTasks(["y1-wide"], [30]),
        settings: settingsOf(ucb, [{ parameter: "beta", values }]),
        search: "successive-halving",
        episodes: 18,
        confirmEpisodes: 0,
      }),
    );
    assert.equal(settings[0]!.episodes, 18);
    assert.equal(settings.filter(({ episodes }) => episodes === 6).length, 6);
    assert.equal(best.episodes, 18);
  });
});
