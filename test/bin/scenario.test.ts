import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { presetNames, scenarioNames } from "../../env/scenario/scenario-files.js";
import { mainInFolder } from "../support/main-in-process.js";
import { temporaryFolder } from "../support/server-microscope.js";

describe("cryogym scenario", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  after(() => folder.remove());

  /** Runs `cryogym scenario ARGS` in the folder. */
  const run = (...args: string[]) => mainInFolder(folder.path, "scenario", ...args);

  async function refuses(words: RegExp, ...args: string[]): Promise<void> {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal(stdout, "");
  }

  it("lists scenarios and presets", async () => {
    const { code, stdout } = await run("list");
    assert.equal(code, 0);
    for (const name of [...scenarioNames(), ...presetNames()]) assert.match(stdout, new RegExp(`^${name} `, "m"));
  });

  describe("new", () => {
    it("writes a file that loads, differs in nothing but its name, and says what to do next", async () => {
      const { code, stdout, stderr } = await run("new", "mine");
      assert.equal(code, 0, stderr);
      const file = join(folder.path, "mine.yaml");
      assert.match(stdout, /^Wrote .*mine\.yaml\. It extends y1-like/);
      assert.match(stdout, /^ {2}cryogym scenario check mine\.yaml$/m);
      assert.match(stdout, /^ {2}cryogym evaluate --scenario mine\.yaml --policy index,greedy,raster --episodes 20$/m);
      const [mine, base] = [loadScenario(file), loadScenario("y1-like")];
      assert.equal(mine.name, "mine");
      assert.deepEqual(
        [mine.world, mine.start, mine.plan.budgetSeconds],
        [base.world, base.start, base.plan.budgetSeconds],
      );
      const first = readFileSync(file, "utf8").split("\n")[0]!;
      const schema = /^# yaml-language-server: \$schema=(.+)$/.exec(first)![1]!;
      assert.ok(existsSync(join(folder.path, schema)), schema);
    });

    it("holds what it inherits as comments, which may be taken in", async () => {
      assert.equal((await run("new", "taken", "--extends", "21mar02c")).code, 0);
      const file = join(folder.path, "taken.yaml");
      const lines = readFileSync(file, "utf8").split("\n");
      const start = lines.findIndex((line) => line.startsWith("# keys that it stands under"));
      const text = lines.map((line, i) => (i > start ? line.replace(/^# (?=[a-z -])/, "") : line)).join("\n");
      assert.deepEqual(parseDocument(text).errors, []);
      const { extends: base, ...rest } = parse(text) as Record<string, unknown>;
      assert.equal(base, "21mar02c");
      assert.deepEqual(Object.keys(rest), [
        "name",
        "description",
        "variables",
        "budget",
        "world",
        "start",
        "latency",
        "objective",
      ]);
      writeFileSync(file, text);
      assert.deepEqual(loadScenario(file).world, loadScenario("21mar02c").world);
    });

    it("extends files and parts of scenarios", async () => {
      writeFileSync(join(folder.path, "fast.yaml"), "name: fast\nlatency: { hole: 5 s }\n");
      const { code, stderr } = await run("new", "quick", "--extends", "fast.yaml", "--out", "quick.yaml");
      assert.equal(code, 0, stderr);
      const { files } = loadScenario(join(folder.path, "quick.yaml"));
      assert.deepEqual(
        files.map((file) => file.split("/").at(-1)),
        ["quick.yaml", "y1-like.yaml", "fast.yaml"],
      );
    });

    it("overwrites nothing and leaves nothing behind that does not load", async () => {
      writeFileSync(join(folder.path, "there.yaml"), "precious");
      await refuses(/there\.yaml is there already; give another name/, "new", "there");
      assert.equal(readFileSync(join(folder.path, "there.yaml"), "utf8"), "precious");
      await refuses(
        /unknown scenario or preset 'y1-lik'\. Did you mean 'y1-like'\?/,
        "new",
        "a",
        "--extends",
        "y1-lik",
      );
      await refuses(/is no scenario name; expected letters/, "new", "../a");
      await refuses(/a scenario's file ends in \.yaml/, "new", "a", "--out", "a.txt");
      writeFileSync(join(folder.path, "broken.yaml"), "name: broken\nlatency: { hole: 5 um }\n");
      await refuses(/broken\.yaml:2:18: latency\.hole: '5 um': it is a length/, "new", "a", "--extends", "broken.yaml");
      assert.ok(!existsSync(join(folder.path, "a.yaml")));
    });
  });

  describe("check", () => {
    it("tells all that is wrong with all files, with exit code 2", async () => {
      writeFileSync(join(folder.path, "good.yaml"), "name: good\nextends: y1-like\n");
      writeFileSync(join(folder.path, "one.yaml"), "name: one\nextends: y1-like\nbudgt: 1 h\nstart: outsid\n");
      writeFileSync(join(folder.path, "two.yaml"), "[");
      const { code, stdout, stderr } = await run("check", "good.yaml", "one.yaml", "two.yaml", "y1-like");
      assert.equal(code, 2);
      assert.deepEqual(stdout.match(/[\w-]+\.yaml: all right$/gm), ["good.yaml: all right", "y1-like.yaml: all right"]);
      const lines = stderr
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(`${folder.path}/`, ""));
      assert.match(lines[0]!, /^one\.yaml:3:1: unknown key 'budgt'\..* Did you mean 'budget'\?$/);
      assert.match(lines[1]!, /^one\.yaml:4:8: start: 'outsid'; expected one of .* Did you mean 'outside'\?$/);
      assert.match(lines[2]!, /^two\.yaml:1:2: not valid YAML: /);
      assert.equal(lines.length, 3);
    });
  });

  describe("stats", () => {
    it("prints a table of what it measures", async () => {
      const { code, stdout, stderr } = await run("stats", "--scenario", "y1-like", "--worlds", "3");
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^ +squares alike +holes alike$/m);
      assert.match(stdout, /^good share, mean +0\.\d\d ± 0\.\d\d +0\.\d\d ± 0\.\d\d$/m);
      assert.match(stdout, /^Means over 3 worlds, ± their standard deviation; good is ctf_resolution_angstrom <= 6;/m);
      assert.match(stdout, /^A generated world: /m);
    });

    it("prints one JSON object, the same for the same seed", async () => {
      const args = ["stats", "--scenario", "y1-like", "--worlds", "2", "--json"];
      const [first, again, other] = await Promise.all([run(...args), run(...args), run(...args, "--seed", "2")]);
      assert.equal(first.stdout, again.stdout);
      assert.notEqual(first.stdout, other.stdout);
      const { schemaVersion, scenario, seed, worlds, mean, sd } = JSON.parse(first.stdout);
      assert.deepEqual([schemaVersion, scenario, seed, worlds], [1, "y1-like", 1, 2]);
      assert.deepEqual(Object.keys(mean), Object.keys(sd));
      assert.equal(mean.pairs.byHole.correlationByPitch.length, 4);
      assert.ok(mean.goodShare.bySquare.mean > 0.1 && mean.goodShare.bySquare.mean < 0.6);
    });

    it("refuses what can't be measured", async () => {
      await refuses(/unknown scenario 'y1-lik'/, "stats", "--scenario", "y1-lik");
      await refuses(/expected a whole number of at least 1/, "stats", "--scenario", "y1-like", "--worlds", "0");
    });
  });
});
