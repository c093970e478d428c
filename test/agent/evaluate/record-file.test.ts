import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EpisodeRecord } from "../../../agent/evaluate/episode-record.js";
import type { EvaluationPlan } from "../../../agent/evaluate/evaluation-plan.js";
import { RecordFile } from "../../../agent/evaluate/record-file.js";
import { runEvaluation } from "../../../agent/evaluate/run-evaluation.js";
import { SettingsReader } from "../../../agent/evaluate/run-settings.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { evaluationPlan } from "../../support/evaluation-plans.js";
import { temporaryFolder } from "../../support/server-microscope.js";

describe("RecordFile", () => {
  const folder = temporaryFolder();
  const path = join(folder.path, "episodes.jsonl");
  const plan = evaluationPlan({ policies: ["greedy", "raster"] });
  let records: readonly EpisodeRecord[];

  const open = (file: string, other: EvaluationPlan = plan, resume = true) =>
    RecordFile.open(file, other, new SettingsReader(), { resume });

  /** What a file holds for a plan. */
  const held = (file: string, other?: EvaluationPlan) => {
    const opened = open(file, other);
    opened.file.close();
    return opened.finished;
  };

  before(async () => {
    ({ records } = await runEvaluation(plan, { workers: 1 }));
    const { file } = open(path, plan, false);
    for (const record of records) file.add(record);
    file.close();
  });

  after(() => folder.remove());

  /** A copy of the file, changed. */
  function changed(name: string, change: (lines: string[]) => readonly string[]): string {
    const file = join(folder.path, name);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    writeFileSync(file, change(lines).join("\n"));
    return file;
  }

  it("gives back what was added, a line each", () => {
    assert.equal(readFileSync(path, "utf8").split("\n").length, records.length + 1);
    assert.deepEqual(held(path), records);
  });

  it("refuses a file that holds something unless it is to be resumed", () => {
    assert.throws(() => open(path, plan, false), { name: "UserError", message: /holds something already: --resume/ });
    assert.equal(held(path).length, records.length);
  });

  it("takes a torn last line away, wherever it is torn, and goes on behind the others", () => {
    const whole = readFileSync(path);
    const lastLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (const cut of [1, 10, 200, whole.length - lastLine - 1]) {
      const file = join(folder.path, `torn-${cut}.jsonl`);
      writeFileSync(file, whole.subarray(0, whole.length - cut));
      const opened = open(file);
      assert.deepEqual(opened.finished, records.slice(0, -1));
      opened.file.add(records.at(-1)!);
      opened.file.close();
      assert.deepEqual(readFileSync(file), whole);
    }
  });

  it("takes away a line torn within a letter of several bytes", () => {
    const file = join(folder.path, "torn-letter.jsonl");
    copyFileSync(path, file);
    appendFileSync(file, Buffer.concat([Buffer.from('{"scenario":"Prob'), Buffer.from("é").subarray(0, 1)]));
    assert.deepEqual(held(file), records);
    assert.deepEqual(readFileSync(file), readFileSync(path));
  });

  it("refuses what is no episode, by its line", () => {
    const broken = changed("broken.jsonl", (lines) => [lines[0]!, lines[1]!.slice(0, 80), ...lines.slice(2), ""]);
    assert.throws(() => held(broken), { name: "UserError", message: /broken\.jsonl:2: expected an episode/ });
    const other = changed("other.jsonl", () => ['{"kind":"something else"}', ""]);
    assert.throws(() => held(other), /other\.jsonl:1: expected an episode/);
  });

  it("refuses episodes of another seed", () => {
    const wrong = { ...plan, seed: 6 };
    assert.throws(() => held(path, wrong), {
      name: "UserError",
      message: /episodes\.jsonl:1: episode 0 of 'y1-like' by 'greedy' was run with seed 5, not 6; .*give another file/,
    });
  });

  it("refuses episodes of another text of the scenario, of another policy's code, world's code or start", () => {
    for (const [setting, words] of [
      ["scenario", /another text of the scenario/],
      ["policy", /other code of the policy, or other priors/],
      ["code", /other code of cryogym's worlds/],
      ["starts", /other starts/],
    ] as const) {
      const file = changed(`${setting}.jsonl`, (lines) => {
        const { settings, ...record } = JSON.parse(lines[2]!);
        const line = JSON.stringify({ ...record, settings: { ...settings, [setting]: "another" } });
        return [...lines.slice(0, 2), line, ...lines.slice(3), ""];
      });
      assert.throws(() => held(file), words);
      assert.throws(() => held(file), new RegExp(`${setting}\\.jsonl:3: `));
    }
  });

  it("refuses episodes of a scenario whose text was changed since", () => {
    const text = (budget: string) => `name: mine\ndescription: Mine.\nextends: y1-like\nbudget: ${budget}\n`;
    const scenarioFile = join(folder.path, "mine.yaml");
    const jsonl = join(folder.path, "mine.jsonl");
    const planned = (budget: string) => {
      writeFileSync(scenarioFile, text(budget));
      const scenario = loadScenario(scenarioFile);
      return { ...plan, scenarios: [{ ...plan.scenarios[0]!, scenario, source: openWorld(scenario) }] };
    };
    const first = planned("1 h");
    const { file } = open(jsonl, first, false);
    file.add({ ...records[0]!, scenario: "mine" });
    file.close();
    assert.equal(held(jsonl, first).length, 1);
    assert.throws(() => held(jsonl, planned("2 h")), /'mine' by 'greedy' was run with another text of the scenario/);
    assert.equal(held(jsonl, planned("1 h")).length, 1);
  });

  it("leaves episodes of scenarios and policies alone that are not asked for", () => {
    const fewer = { ...plan, policies: ["raster"] };
    assert.deepEqual(
      held(path, fewer),
      records.filter(({ policy }) => policy === "raster"),
    );
    assert.deepEqual(held(path, evaluationPlan({ scenarios: ["rough-session"], policies: ["greedy"] })), []);
    assert.deepEqual(held(path), records);
  });
});
