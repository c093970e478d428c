import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EvaluationReport } from "../../agent/evaluate/evaluation-result.js";
import type { CommandEntry } from "../../bin/command.js";
import { startCommand } from "../../bin/terminal/child-process.js";
import { simulatedDriver } from "../../bin/terminal/simulated-driver.js";
import { packageRoot, packageVersion } from "../../env/package-root.js";
import type { Registry } from "../../env/registry.js";
import { readLedger } from "../../server/microscope/ledger.js";
import { mainInProcess } from "../support/main-in-process.js";
import { temporaryFolder } from "../support/server-microscope.js";

const MAIN = join(packageRoot, "dist", "bin", "main.js");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `cryogym ARGS` as a user would. */
function start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  // Detached, it leads a process group of its own, as at a terminal.
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]!.on("data", (chunk: Buffer) => {
      text[name] += chunk.toString();
    });
  }
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, ...text })));
  return { child, ended };
}

/** Runs it to its end in a process of its own. */
function run(...args: string[]): Promise<Ended> {
  return start(args).ended;
}

/** Checks that arguments are refused with exit code 2 and a message that fits, without a stack trace. */
async function assertUserError(words: RegExp, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await mainInProcess(...args);
  assert.equal(code, 2, stderr);
  assert.match(stderr, words);
  assert.doesNotMatch(stderr, /^\s+at /m);
  assert.equal(stdout, "");
}

describe("cryogym", function () {
  this.timeout(60_000);

  const folder = temporaryFolder();
  const evaluation = ["evaluate", "--scenario", "y1-like", "--policy", "index"];

  // What commands import imports much that waits for folders to be read; imported beside it, Node would wait for ever.
  let commands: Registry<CommandEntry>;

  before(async () => {
    ({ commands } = await import("../../bin/commands/index.js"));
  });

  after(() => folder.remove());

  it("lists every command in its help", async () => {
    const { code, stdout } = await mainInProcess("--help");
    assert.equal(code, 0);
    for (const { name, hidden } of commands.entries()) {
      assert.equal(new RegExp(`^  ${name}\\b`, "m").test(stdout), hidden !== true, name);
    }
    assert.match(stdout, /Example/);
  });

  it("gives an example for every command", async () => {
    for (const name of commands.names()) {
      const { code, stdout } = await mainInProcess(name, "--help");
      assert.equal(code, 0, name);
      assert.match(stdout, new RegExp(`Examples:\\n {2}\\$ cryogym ${name}`), name);
    }
  });

  it("tells its version", async () => {
    assert.deepEqual(await run("--version"), { code: 0, stdout: `${packageVersion}\n`, stderr: "" });
  });

  describe("refuses, naming the nearest word,", () => {
    it("unknown commands and options", async () => {
      await Promise.all([
        assertUserError(/unknown command 'evalute'[\s\S]*evaluate/, "evalute"),
        assertUserError(/unknown option '--episods'[\s\S]*--episodes/, ...evaluation, "--episods", "3"),
      ]);
    });

    it("unknown policies", async () => {
      await Promise.all([
        assertUserError(/'gredy'.*'greedy'/, "evaluate", "--scenario", "y1-like", "--policy", "index,gredy"),
        assertUserError(/'gredy'.*'greedy'/, "serve", "--scenario", "y1-like", "--policy", "gredy"),
        assertUserError(/'gredy'.*'greedy'/, "run", "--scenario", "y1-like", "--policy", "gredy"),
      ]);
    });

    it("unknown scenarios", async () => {
      await Promise.all([
        assertUserError(/'y1-lik'[\s\S]*'y1-like'/, "evaluate", "--scenario", "y1-lik", "--policy", "index"),
        assertUserError(/'y1-lik'[\s\S]*'y1-like'/, "run", "--scenario", "y1-lik"),
      ]);
    });
  });

  it("refuses numbers that can't be, missing options and addresses that others can reach", async () => {
    await Promise.all([
      assertUserError(/--episodes.*whole number of at least 1/s, ...evaluation, "--episodes", "0"),
      assertUserError(/--seed.*whole number/s, ...evaluation, "--seed", "1.5"),
      assertUserError(/--budget-minutes.*above 0/s, ...evaluation, "--budget-minutes", "60,-1"),
      assertUserError(/give either --scenario/, "evaluate", "--policy", "index"),
      assertUserError(/loopback/, "serve", "--scenario", "y1-like", "--listen", "0.0.0.0:0"),
      assertUserError(/--port.*from 0 to 65535/s, "microscope", "--port", "99999"),
      assertUserError(/expected host:port/, "drive", "--server", "nonsense"),
      assertUserError(/no data folder \/not\/there/, "run", "--data", "/not/there"),
    ]);
  });

  it("refuses files that can't be read or written before it works long", async () => {
    await Promise.all([
      assertUserError(
        /the folder \/not\/there is not there/,
        ...evaluation,
        "--json",
        "/not/there/x.json",
        "--episodes",
        "1000000",
      ),
      assertUserError(/it is a folder/, ...evaluation, "--html", folder.path, "--episodes", "1000000"),
      assertUserError(/ENOTDIR|EEXIST/, "run", "--scenario", "y1-like", "--out", join(packageRoot, "package.json")),
      assertUserError(/no scenario file/, "scenario", "check", "/not/there.yaml"),
    ]);
  });

  it("ends with exit code 2 and a sentence where it can't do what it is asked to", async () => {
    const { code, stdout, stderr } = await run("evaluate", "--scenario", "y1-lik", "--policy", "index");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^unknown scenario 'y1-lik'/);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });

  it("refuses a driver without a microscope", async () => {
    const ends = { port: 1, server: "127.0.0.1:1", session: "none" };
    const args = simulatedDriver({ folder: join(folder.path, "no-microscope"), ...ends });
    await assertUserError(/no microscope listens on port 1/, ...args);
  });

  describe("evaluate", () => {
    const args = ["evaluate", "--scenario", "y1-like", "--policy", "greedy,random", "--budget-minutes", "60,120"];
    const small = [...args, "--episodes", "3", "--seed", "5", "--json", "-"];

    /** What a run printed, without what depends on the machine's speed. */
    function reportOf({ code, stdout, stderr }: Ended) {
      assert.equal(code, 0, stderr);
      const { results, ...rest } = JSON.parse(stdout) as EvaluationReport;
      return {
        ...rest,
        results: results.map(({ decisionMicrosecondsMedian, ...others }) => {
          assert.ok(decisionMicrosecondsMedian > 0);
          return others;
        }),
      };
    }

    it("prints exactly one JSON object with --json -", async () => {
      const ended = await mainInProcess(...small);
      assert.equal(ended.stdout.trim().split("\n").length, 1);
      const report = JSON.parse(ended.stdout) as EvaluationReport;
      assert.deepEqual(Object.keys(report), [
        "schemaVersion",
        "seed",
        "episodes",
        "results",
        "comparisons",
        "aggregates",
        "failures",
      ]);
      const { schemaVersion, seed, episodes, failures } = report;
      assert.deepEqual(
        { schemaVersion, seed, episodes, failures },
        { schemaVersion: 1, seed: 5, episodes: 3, failures: [] },
      );
      assert.deepEqual(
        report.comparisons.map(({ first, second, tasks }) => [first, second, tasks.length]),
        [["greedy", "random", 2]],
      );
      assert.deepEqual(
        report.results.map(({ policy, budgetMinutes }) => [policy, budgetMinutes]),
        [
          ["greedy", 60],
          ["random", 60],
          ["greedy", 120],
          ["random", 120],
        ],
      );
      for (const result of report.results) {
        assert.deepEqual(Object.keys(result).sort(), [
          "boundMean",
          "budgetMinutes",
          "ci95",
          "decisionMicrosecondsMedian",
          "episodes",
          "exposuresMean",
          "intervalOver",
          "mean",
          "metric",
          "normalisedScore",
          "policy",
          "rasterMean",
          "scenario",
          "sd",
          "shareOfBound",
          "unit",
        ]);
        assert.equal(result.scenario, "y1-like");
        assert.equal(result.ci95!.length, 2);
        assert.ok(result.mean <= result.boundMean && result.mean <= result.exposuresMean);
        assert.ok(Math.abs(result.shareOfBound! - result.mean / result.boundMean) < 1e-12);
      }
      assert.match(ended.stderr, /of bound/);
    });

    it("gives the same for the same seed, and something else for another", async () => {
      const other = small.map((arg) => (arg === "5" ? "6" : arg));
      const [first, second, third] = await Promise.all([
        mainInProcess(...small),
        mainInProcess(...small),
        mainInProcess(...other),
      ]);
      assert.deepEqual(reportOf(first), reportOf(second));
      assert.notDeepEqual(reportOf(first).results, reportOf(third).results);
    });

    it("shows a table and writes files when asked to", async () => {
      const [json, html] = [join(folder.path, "out.json"), join(folder.path, "out.html")];
      const { code, stdout } = await mainInProcess(...args, "--episodes", "1", "--json", json, "--html", html);
      assert.equal(code, 0);
      assert.match(stdout, /greedy +60/);
      assert.equal((JSON.parse(readFileSync(json, "utf8")) as EvaluationReport).results.length, 4);
      assert.match(readFileSync(html, "utf8"), /<!doctype html>/i);
    });
  });

  it("ends a driver that the server refuses, with exit code 2", async () => {
    const server = await startCommand(["serve", "--scenario", "y1-like", "--listen", "127.0.0.1:0"]);
    const scope = ["--scenario", "y1-like", "--folder", join(folder.path, "refused")];
    const microscope = await startCommand(["microscope", ...scope]);
    try {
      const args = simulatedDriver({
        folder: join(folder.path, "refused-driver"),
        port: Number(microscope.ready.port),
        server: String(server.ready.address),
        session: "monday",
      });
      const { code, stderr } = await run(...args, "--session", "no spaces");
      assert.equal(code, 2, stderr);
      assert.match(stderr, /the policy server refused: hello\.session_key: expected 1 to 64 of .*'no spaces'/);
    } finally {
      await Promise.all([server.stop(), microscope.stop()]);
    }
  });

  describe("run", () => {
    const session = ["run", "--scenario", "y1-like", "--seed", "3"];

    it("serves a whole session and writes a report", async () => {
      const out = join(folder.path, "whole");
      const { code, stdout, stderr } = await run(...session, "--speed", "1e9", "--budget-minutes", "60", "--out", out);
      assert.equal(code, 0, stderr);
      const ledger = readLedger(join(out, "microscope"));
      assert.ok(ledger.length > 5);
      assert.equal(readdirSync(join(out, "microscope", "movies")).length, ledger.length);
      const good = ledger.filter(({ ctfResolutionAngstrom: ctf }) => ctf !== null && ctf <= 6).length;
      assert.match(stdout, new RegExp(`^index +${good} +${ledger.length} `, "m"));
      assert.ok(stdout.includes(`Report: ${join(out, "report.html")}`));
      assert.match(readFileSync(join(out, "report.html"), "utf8"), /<!doctype html>/i);
    });

    it("refuses a folder in which a session was run before", async () => {
      const out = join(folder.path, "whole");
      const before = readLedger(join(out, "microscope"));
      const { code, stderr } = await run(...session, "--speed", "1e9", "--budget-minutes", "60", "--out", out);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /not empty/);
      assert.deepEqual(readLedger(join(out, "microscope")), before);
    });
  });
});
