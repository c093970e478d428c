import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { EvaluationReport } from "../../../agent/evaluate/evaluation-result.js";
import { packageRoot } from "../../../env/package-root.js";
import { type EndedCommand, mainInProcess } from "../../support/main-in-process.js";
import { temporaryFolder } from "../../support/server-microscope.js";
import { until } from "../../support/server-wait.js";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = join(packageRoot, "dist", "bin", "main.js");
const FAILING_POLICY = pathToFileURL(join(packageRoot, "dist", "test", "support", "failing-policy.js")).href;

/** Starts `cryogym evaluate ARGS` without session data, as a user would. */
function start(args: readonly string[], node: readonly string[] = []) {
  const env = { ...process.env, CRYOGYM_DATA: "" };
  const child: ChildProcess = spawn(process.execPath, [...node, MAIN, "evaluate", ...args], { env });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]!.on("data", (chunk: Buffer) => {
      text[name] += chunk.toString();
    });
  }
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, ...text })));
  return { child, ended };
}

/** The same in this process, to its end. */
const run = (...args: string[]) => mainInProcess("evaluate", ...args);

describe("cryogym evaluate", function () {
  this.timeout(120_000);

  const folder = temporaryFolder();
  const file = (name: string) => join(folder.path, name);
  const lines = (name: string) =>
    existsSync(file(name)) ? readFileSync(file(name), "utf8").split("\n").length - 1 : 0;

  const dataBefore = process.env.CRYOGYM_DATA;

  before(() => {
    process.env.CRYOGYM_DATA = "";
  });

  after(() => {
    if (dataBefore === undefined) delete process.env.CRYOGYM_DATA;
    else process.env.CRYOGYM_DATA = dataBefore;
    folder.remove();
  });

  /** A report without what the machine's speed decides. */
  function reportOf(text: string): string {
    const report = JSON.parse(text) as EvaluationReport;
    return JSON.stringify({
      ...report,
      results: report.results.map((result) => ({ ...result, decisionMicrosecondsMedian: 0 })),
    });
  }

  describe("interrupted", () => {
    const args = ["--scenario", "fresh-session", "--policy", "index,greedy", "--budget-shares", "0.25,0.5"];
    const job = [...args, "--episodes", "8", "--seed", "3", "--json", "-"];
    const runs = 8 * 2 * 2;
    let whole: EndedCommand;

    before(async () => {
      whole = await run(...job, "--workers", "1", "--jsonl", file("whole.jsonl"));
      assert.equal(whole.code, 0, whole.stderr);
      assert.equal(lines("whole.jsonl"), runs);
    });

    it("by kill -9 goes on where it was, a torn line redone, and comes to the same byte by byte", async () => {
      const jsonl = ["--jsonl", file("killed.jsonl")];
      const { child, ended } = start([...job, ...jsonl, "--workers", "2"]);
      await until("some episodes", () => lines("killed.jsonl") >= 4, 60_000);
      child.kill("SIGKILL");
      assert.equal((await ended).code, null);
      const kept = lines("killed.jsonl");
      assert.ok(kept < runs, `all ${kept} were finished before it was killed`);
      appendFileSync(file("killed.jsonl"), readFileSync(file("whole.jsonl"), "utf8").slice(0, 333));
      const refused = await run(...job, ...jsonl);
      assert.deepEqual([refused.code, refused.stdout], [2, ""]);
      assert.match(refused.stderr, /holds something already: --resume/);
      const resumed = await run(...job, ...jsonl, "--resume", "--workers", "2");
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.equal(lines("killed.jsonl"), runs);
      assert.equal(reportOf(resumed.stdout), reportOf(whole.stdout));
      const again = await run(...job, ...jsonl, "--resume");
      assert.equal(again.stdout, resumed.stdout);
    });

    for (const workers of ["1", "2"]) {
      it(`by Ctrl-C with ${workers} at work ends cleanly and says how to go on`, async () => {
        const name = `interrupted-${workers}.jsonl`;
        const { child, ended } = start([...job, "--jsonl", file(name), "--workers", workers]);
        await until("some episodes", () => lines(name) >= 2, 60_000);
        child.kill("SIGINT");
        const { code, stdout, stderr } = await ended;
        assert.deepEqual([code, stdout], [130, ""]);
        const told = /Interrupted after (\d+) of 32 episodes\. Go on with:\n {2}cryogym (evaluate .* --resume)\n/.exec(
          stderr,
        );
        assert.ok(told !== null, stderr);
        assert.equal(Number(told[1]), lines(name));
        assert.ok(told[2]!.includes(file(name)));
        assert.match(readFileSync(file(name), "utf8"), /\}\n$/);
      });
    }

    it("does not mix episodes of other settings", async () => {
      const jsonl = ["--jsonl", file("whole.jsonl"), "--resume"];
      const seed = await run(...job.map((arg) => (arg === "3" ? "4" : arg)), ...jsonl);
      assert.deepEqual([seed.code, seed.stdout], [2, ""]);
      assert.match(seed.stderr, /whole\.jsonl:1: episode 0 of 'fresh-session' by 'index' was run with seed 3, not 4/);
      assert.equal(lines("whole.jsonl"), runs);
    });

    it("takes in more policies and episodes later", async () => {
      const more = job.map((arg) => (arg === "index,greedy" ? "index,raster" : arg === "8" ? "9" : arg));
      const { code, stdout, stderr } = await run(...more, "--jsonl", file("whole.jsonl"), "--resume");
      assert.equal(code, 0, stderr);
      const report = JSON.parse(stdout) as EvaluationReport;
      assert.ok(report.results.every(({ episodes }) => episodes === 9));
      assert.equal(lines("whole.jsonl"), runs + 2 * (1 + 9));
    });
  });

  it("reports failing episodes with all that repeats them, finishes the others, and ends with code 1", async () => {
    const args = ["--scenario", "y1-like", "--policy", "broken,greedy", "--budget-minutes", "60", "--episodes", "6"];
    const jsons: string[] = [];
    for (const workers of ["1", "2"]) {
      const { ended } = start([...args, "--workers", workers, "--json", "-"], ["--import", FAILING_POLICY]);
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 1, stderr);
      jsons.push(reportOf(stdout));
      const { failures, results } = JSON.parse(stdout) as EvaluationReport;
      assert.ok(failures.length > 0 && failures.length < 6);
      for (const { scenario, policy, budgetMinutes, seed, message, stack } of failures) {
        assert.deepEqual(
          [scenario, policy, budgetMinutes, seed, message],
          ["y1-like", "broken", 60, 1, "out of ideas"],
        );
        assert.match(stack, /TypeError: out of ideas\n +at .*failing-policy/);
      }
      assert.deepEqual(
        results.map(({ policy, episodes }) => [policy, episodes]),
        [
          ["broken", 6 - failures.length],
          ["greedy", 6],
        ],
      );
      assert.match(stderr, new RegExp(`${failures.length} episodes? failed and are in no figure`));
      assert.match(stderr, /y1-like, broken, 60 minutes, seed 1, episode \d: TypeError: out of ideas\n +at /);
    }
    assert.equal(jsons[0], jsons[1]);
  });

  describe("--suite", () => {
    const suite = `name: small
description: Three scenarios.
scenarios:
  - { name: 21mar02c, why: its table is not at hand }
  - { name: short-budget, why: quick }
  - { name: hopeless, why: time costs }
`;
    const args = () => ["--suite", file("small.yaml"), "--policy", "index,greedy", "--episodes", "2", "--seed", "2"];

    before(() => writeFileSync(file("small.yaml"), suite));

    it("compares on all scenarios at hand, and says which are left out", async () => {
      const traces = ["--traces", file("traces"), "--trace-episodes", "2", "--html", file("suite.html")];
      const { code, stdout, stderr } = await run(...args(), ...traces, "--json", file("suite.json"));
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^21mar02c is left out: its table is not at hand\.\nSession tables are no part/);
      for (const words of [
        /^short-budget +micrographs +90 /m,
        /^hopeless /m,
        /^index +-?[\d.−]+ % /m,
        /^index − greedy /m,
      ]) {
        assert.match(stdout, words);
      }
      assert.ok(stdout.split("\n").length < 20, stdout);
      const report = JSON.parse(readFileSync(file("suite.json"), "utf8")) as EvaluationReport;
      assert.deepEqual(
        report.results.map(({ scenario, policy, budgetMinutes }) => `${scenario} ${policy} ${budgetMinutes}`),
        ["short-budget index 90", "short-budget greedy 90", "hopeless index 720", "hopeless greedy 720"],
      );
      assert.equal(report.comparisons.length, 1);
      assert.equal(report.comparisons[0]!.tasks.length, 2);
      assert.equal(report.aggregates.length, 2);
      const pages = readdirSync(file("traces")).sort();
      assert.equal(pages.length, 2 * 2 * 2);
      assert.equal(pages[0], "hopeless-greedy-0.html");
      assert.match(readFileSync(file("traces/short-budget-index-1.html"), "utf8"), /^<!doctype html>/);
      assert.ok(/traces\/short-budget-index-0\.html/.test(readFileSync(file("suite.html"), "utf8")));
    });

    it("refuses what does not go together", async () => {
      const refused = async (words: RegExp, ...more: string[]) => {
        const { code, stdout, stderr } = await run(...more);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, words);
        assert.doesNotMatch(stderr, /^\s+at /m);
      };
      await refused(/give either --scenario.* or --suite/, "--policy", "index");
      await refused(/give either --scenario/, ...args(), "--scenario", "y1-like");
      await refused(/--all-starts is for one scenario/, ...args(), "--all-starts");
      await refused(/--resume needs the file/, ...args(), "--resume");
      await refused(/unknown suite 'cor'.*'core'/, "--suite", "cor", "--policy", "index");
      await refused(/not both/, ...args(), "--budget-minutes", "60", "--budget-shares", "0.5");
      await refused(/whole number of at least 1/, ...args(), "--workers", "0");
    });
  });
});
