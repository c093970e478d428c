import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../agent/learn/checkpoint/save-checkpoint.js";
import { packageRoot } from "../../../env/package-root.js";
import { makeCheckpoint } from "../../support/made-checkpoint.js";
import { mainInProcess } from "../../support/main-in-process.js";
import { temporaryFolder } from "../../support/server-microscope.js";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `cryogym ARGS` in a process of its own. */
function cryogym(...args: string[]): Promise<Ended> {
  const main = join(packageRoot, "dist", "bin", "main.js");
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

describe("cryogym checkpoint", function () {
  this.timeout(60_000);

  const folder = temporaryFolder();
  const made = join(folder.path, "made");
  const copy = (name: string) => {
    const to = join(folder.path, name);
    cpSync(made, to, { recursive: true });
    return to;
  };

  before(() => makeCheckpoint(made));
  after(() => folder.remove());

  it("shows the card, for people and as JSON", async () => {
    const [text, json] = await Promise.all([
      mainInProcess("checkpoint", "show", made),
      mainInProcess("checkpoint", "show", made, "--json"),
    ]);
    assert.deepEqual([text.code, text.stderr, json.code], [0, "", 0]);
    for (const said of [/Tests: an untrained network\./, /12,345/, /twelve-grids/, /−1\.25 +−2\.5 – 0\.125/]) {
      assert.match(text.stdout, said);
    }
    assert.deepEqual(JSON.parse(json.stdout), JSON.parse(readFileSync(join(made, "card.json"), "utf8")));
  });

  it("says what fits and what does not, and why", async () => {
    const damaged = copy("damaged");
    const weights = readFileSync(join(damaged, "weights.bin"));
    weights[40]! ^= 1;
    writeFileSync(join(damaged, "weights.bin"), weights);
    const diverged = copy("diverged");
    weights.writeFloatLE(Number.NaN, 40);
    writeFileSync(join(diverged, "weights.bin"), weights);
    const card = JSON.parse(readFileSync(join(diverged, "card.json"), "utf8"));
    card.checksums["weights.bin"] = sha256(weights);
    writeFileSync(join(diverged, "card.json"), JSON.stringify(card));
    const [fits, others] = await Promise.all([
      mainInProcess("checkpoint", "verify", made),
      mainInProcess("checkpoint", "verify", damaged, made, diverged),
    ]);
    assert.deepEqual([fits.code, fits.stdout], [0, `${made}: fits\n`]);
    assert.match(fits.stderr, /^Computes on WebAssembly/);
    const [first, second, third] = others.stdout.trimEnd().split("\n");
    assert.equal(others.code, 1);
    assert.match(first!, /damaged.weights\.bin is not the file .*SHA-256 differs/);
    assert.equal(second, `${made}: fits`);
    assert.match(third!, /weight 10 is NaN: training has diverged/);
  });

  it("compares an untrained checkpoint with the rule: the same in every episode, in threads as well", async () => {
    const args = ["--scenario", "short-budget,y1-like", "--episodes", "2", "--seed", "3"];
    const compared = await cryogym(
      "checkpoint",
      "compare",
      made,
      "index",
      ...args,
      "--workers",
      "2",
      "--backend",
      "cpu",
    );
    assert.equal(compared.code, 0, compared.stderr);
    assert.equal(compared.stderr, "Computes on plain JavaScript.\n");
    assert.match(compared.stdout, /paired, in score +difference +95 % interval/);
    assert.match(compared.stdout, /P\(better\)/);
    assert.match(compared.stdout, new RegExp(`learned:${made} − index +0\\.0 +0\\.0 – 0\\.0 +[a-z ]+ +50\\.0`));
  });

  it("takes one scenario, too, and refuses what cannot be compared", async () => {
    const one = ["--scenario", "short-budget", "--episodes", "2"];
    const [alone, same, missing, nothing] = await Promise.all([
      mainInProcess("checkpoint", "compare", made, "greedy", ...one, "--workers", "1"),
      mainInProcess("checkpoint", "compare", made, made, ...one),
      mainInProcess("checkpoint", "compare", "no-such", "index", ...one),
      mainInProcess("checkpoint", "verify"),
    ]);
    assert.equal(alone.code, 0, alone.stderr);
    assert.match(alone.stdout, /learned:\S+ − greedy +\S+ +[+−\d]/);
    assert.match(alone.stdout, /P\(better\)/);
    assert.deepEqual([same.code, missing.code, nothing.code], [2, 2, 2]);
    assert.match(same.stderr, /nothing to compare/);
    assert.match(missing.stderr, /no-such is no checkpoint/);
  });
});

describe("--backend", function () {
  this.timeout(60_000);

  const folder = temporaryFolder();
  const made = join(folder.path, "made");

  before(() => makeCheckpoint(made));
  after(() => folder.remove());

  it("is what a learned policy computes on, and is not spoken of otherwise", async () => {
    const short = ["--scenario", "y1-like", "--budget-minutes", "5"];
    const [learned, rule, other] = await Promise.all([
      cryogym("simulate", ...short, "--policy", `learned:${made}`, "--backend", "cpu"),
      cryogym("simulate", ...short, "--policy", "index", "--backend", "cpu"),
      cryogym("simulate", ...short, "--policy", "index", "--backend", "abacus"),
    ]);
    assert.deepEqual([learned.code, learned.stderr], [0, "Computes on plain JavaScript.\n"]);
    assert.deepEqual(
      [rule.code, rule.stderr, rule.stdout],
      [0, "", learned.stdout.replaceAll(`learned:${made}`, "index")],
    );
    assert.equal(other.code, 2);
    assert.match(other.stderr, /Allowed choices are auto, gpu, native, wasm, cpu/);
  });

  it("goes through to the server of a whole session", async () => {
    const args = ["--scenario", "y1-like", "--budget-minutes", "5", "--speed", "20000", "--backend", "cpu"];
    const ran = await cryogym("run", ...args, "--policy", `learned:${made}`, "--out", join(folder.path, "run"));
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /^Computes on plain JavaScript\.$/m);
  });
});
