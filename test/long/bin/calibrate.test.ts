import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CalibrationResult } from "../../../agent/calibration/calibrate.js";
import { mainInProcess } from "../../support/main-in-process.js";
import { temporaryFolder } from "../../support/server-microscope.js";

function calibrate(...args: string[]) {
  return mainInProcess("calibrate", ...args);
}

describe("cryogym calibrate", function () {
  this.timeout(60_000);

  const folder = temporaryFolder();
  after(() => folder.remove());

  it("prints a row for each scenario and belief, and writes JSON and a page with reliability diagrams", async () => {
    const [json, html] = [join(folder.path, "calibration.json"), join(folder.path, "calibration.html")];
    const scenarios = ["y1-like", "no-features"];
    const { code, stdout, stderr } = await calibrate(
      ...["--scenario", scenarios.join(","), "--belief", "residual,gaussian-process", "--episodes", "2"],
      ...["--json", json, "--html", html],
    );
    assert.equal(code, 0, stderr);
    for (const scenario of scenarios) {
      for (const belief of ["residual", "gaussian-process"]) {
        assert.match(stdout, new RegExp(`^${scenario} +${belief} +\\d+ +0\\.\\d{4} +0\\.\\d{4} +[+−]\\d`, "m"));
      }
    }
    const report = JSON.parse(readFileSync(json, "utf8")) as { schemaVersion: number; results: CalibrationResult[] };
    assert.equal(report.schemaVersion, 1);
    assert.deepEqual(
      report.results.map(({ scenario, belief }) => [scenario, belief]),
      scenarios.flatMap((scenario) => [
        [scenario, "residual"],
        [scenario, "gaussian-process"],
      ]),
    );
    for (const { forecasts, calibration } of report.results) {
      assert.equal(
        calibration.bins.reduce((sum, bin) => sum + bin.forecasts, 0),
        forecasts,
      );
      assert.equal(calibration.excess.interval?.length, 2);
    }
    const page = readFileSync(html, "utf8");
    assert.equal(page.match(/<svg/g)?.length, 2);
    assert.match(page, /residual: chance 0\.\d\d given to \d+, \d+ % good/);
    assert.doesNotMatch(page, /NaN|undefined/);
  });

  it("gives the same again, and no interval for a single episode", async () => {
    const args = ["--scenario", "short-budget", "--belief", "residual", "--episodes", "1", "--json", "-"];
    const [first, second] = [await calibrate(...args), await calibrate(...args)];
    assert.equal(first.code, 0, first.stderr);
    assert.equal(first.stdout, second.stdout);
    const [result] = (JSON.parse(first.stdout) as { results: CalibrationResult[] }).results;
    assert.equal(result!.calibration.excess.interval, null);
    assert.equal(result!.later.lessPrior.interval, null);
  });

  it("refuses beliefs, policies and scenarios that there are not, naming the nearest", async () => {
    for (const [args, words] of [
      [["--scenario", "y1-like", "--belief", "residul"], /unknown belief 'residul'.*residual/],
      [["--scenario", "y1-like", "--policy", "indx"], /unknown policy 'indx'.*index/],
      [["--scenario", "y1-lik"], /y1-like/],
      [["--scenario", "y1-like", "--json", "-", "--html", "-"], /only one of/],
    ] as const) {
      const { code, stdout, stderr } = await calibrate(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
      assert.equal(stdout, "");
    }
  });
});
