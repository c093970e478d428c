import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mainInProcess } from "../support/main-in-process.js";
import { temporaryFolder } from "../support/server-microscope.js";

const tune = (...args: string[]) => mainInProcess("tune", ...args);

describe("cryogym tune", function () {
  this.timeout(30_000);

  const folder = temporaryFolder();
  const short = ["--scenario", "y1-wide", "--budget-minutes", "60", "--episodes", "3", "--seed", "2"];

  after(() => folder.remove());

  it("prints a table and writes a record with the command, which gives the same record again", async () => {
    const file = join(folder.path, "tune.json");
    const args = ["--policy", "ucb", "--parameter", "beta=0,2", ...short];
    const { code, stdout, stderr } = await tune(...args, "--out", file);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^ucb:beta=2 +y1-wide +60 +3 /m);
    assert.match(stdout, /^(Best: ucb:|No setting is above the default)/m);
    const text = readFileSync(file, "utf8");
    const record = JSON.parse(text) as { command: string; seed: number; settings: { spec: string }[] };
    assert.equal(record.seed, 2);
    assert.equal(record.settings.length, 3);
    const again = await tune(...record.command.split(" ").slice(2), "--out", "-");
    assert.deepEqual(JSON.parse(again.stdout), JSON.parse(text));
  });

  it("says what is wrong", async () => {
    const refused = async (words: RegExp, ...args: string[]) => {
      const { code, stdout, stderr } = await tune(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.equal(stdout, "");
    };
    await refused(/has a world of kind 'replay'/, "--policy", "ucb", "--parameter", "beta=1", "--scenario", "21mar02c");
    await refused(/policy 'greedy' has no parameters\./, "--policy", "greedy", "--parameter", "beta=1", ...short);
    await refused(/unknown policy 'ubc'\. Did you mean 'ucb'/, "--policy", "ubc", "--parameter", "beta=1", ...short);
    await refused(/Did you mean 'beta'/, "--policy", "ucb", "--parameter", "bta=1", ...short);
    await refused(/expected a parameter and its values/, "--policy", "ucb", "--parameter", "beta", ...short);
    await refused(/Did you mean 'grid'/, "--policy", "ucb", "--parameter", "beta=1", ...short, "--search", "gird");
  });
});
