import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../env/package-root.js";
import { temporaryFolder } from "../support/server-microscope.js";
import { descendants, isRunning } from "../support/server-processes.js";
import { until } from "../support/server-wait.js";

const ENDS_WITHIN_MILLISECONDS = 8_000;

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null }>;
}

/** Starts `cryogym run`, with a process group of its own, as at a terminal. */
function start(args: readonly string[]): Started {
  const main = join(packageRoot, "dist", "bin", "main.js");
  const child = spawn(process.execPath, [main, "run", ...args], { stdio: "ignore", detached: true });
  return { child, ended: new Promise((resolve) => child.once("close", (code) => resolve({ code }))) };
}

describe("the processes of cryogym run", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  /** Starts a slow session and waits until it exposes. @returns it and the ids of its processes */
  async function startSlow(name: string) {
    const out = join(folder.path, name);
    const slow = start(["--scenario", "y1-like", "--seed", "3", "--speed", "1200", "--out", out]);
    const ledger = join(out, "microscope", "ledger.jsonl");
    await until("the first exposure", () => existsSync(ledger), 40_000);
    const pids = descendants(slow.child.pid!);
    assert.equal(pids.length, 3);
    assert.ok(pids.every(isRunning));
    return { ...slow, pids };
  }

  it("ends all its processes when it is interrupted, alone or all at once as at a terminal", async () => {
    const [alone, together] = [await startSlow("alone"), await startSlow("together")];
    process.kill(alone.child.pid!, "SIGINT");
    process.kill(-together.child.pid!, "SIGINT");
    for (const { ended, pids } of [alone, together]) {
      assert.equal((await ended).code, 130);
      assert.deepEqual(pids.filter(isRunning), []);
    }
  });

  it("leaves no process behind when it is killed", async () => {
    const { child, ended, pids } = await startSlow("killed");
    child.kill("SIGKILL");
    assert.equal((await ended).code, null);
    await until("its processes to end", () => !pids.some(isRunning), ENDS_WITHIN_MILLISECONDS);
  });

  it("ends with all its processes when one of them is killed", async () => {
    const { child, ended, pids } = await startSlow("maimed");
    process.kill(pids[0]!, "SIGKILL");
    const { code } = await ended;
    assert.notEqual(code, 0);
    assert.equal(child.killed, false);
    assert.deepEqual(pids.filter(isRunning), []);
  });
});
