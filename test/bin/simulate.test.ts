import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../../agent/evaluate/evaluate.js";
import { rasterise } from "../../env/render/raster/rasterise.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { mainInProcess } from "../support/main-in-process.js";
import { temporaryFolder } from "../support/server-microscope.js";

const simulate = (...args: string[]) => mainInProcess("simulate", ...args);

describe("cryogym simulate", function () {
  this.timeout(30_000);

  const folder = temporaryFolder();
  const short = ["--scenario", "y1-like", "--seed", "5", "--budget-minutes", "60"];

  after(() => folder.remove());

  it("shows the first episode of evaluate and writes page, picture and events", async () => {
    const [html, svg, json] = ["s.html", "s.svg", "s.json"].map((name) => join(folder.path, name));
    const files = ["--html", html!, "--svg", svg!, "--json", json!];
    const { code, stdout, stderr } = await simulate(...short, "--policy", "greedy", ...files);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.ok(!stdout.includes("\u001b"));
    const scenario = loadScenario("y1-like");
    const [expected] = evaluate({
      scenario,
      source: openWorld(scenario),
      policies: ["greedy"],
      budgetsMinutes: [60],
      episodes: 1,
      seed: 5,
    });
    assert.ok(stdout.includes(`${expected!.mean} good · ${expected!.exposuresMean} exposures`), stdout);
    const log = JSON.parse(readFileSync(json!, "utf8"));
    assert.deepEqual(
      [log.good, log.exposures, log.seed, log.policy],
      [expected!.mean, expected!.exposuresMean, 5, "greedy"],
    );
    assert.equal(log.events.filter((event: { kind: string }) => event.kind === "exposed").length, log.exposures);
    assert.match(log.decisions[0].sentence, /\.$/);
    assert.ok(rasterise(readFileSync(svg!, "utf8")).width > 0);
    assert.match(readFileSync(html!, "utf8"), /^<!doctype html>/);
  });

  it("takes policies that know the truth, and writes to standard output alone if asked", async () => {
    const { code, stdout, stderr } = await simulate(...short, "--policy", "clairvoyant", "--json", "-");
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).policy, "clairvoyant");
    assert.match(stderr, /good · /);
  });

  it("refuses what can't be", async () => {
    const refused = async (words: RegExp, ...args: string[]) => {
      const { code, stdout, stderr } = await simulate(...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /^\s+at /m);
    };
    await refused(/required option '--scenario/);
    await refused(/'gredy'.*'greedy'/, ...short, "--policy", "gredy");
    await refused(/only one of/, ...short, "--json", "-", "--html", "-");
    await refused(/the folder \/not\/there is not there/, ...short, "--svg", "/not/there/x.svg");
  });
});
