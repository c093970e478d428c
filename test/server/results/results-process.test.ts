import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningCommand, startCommand } from "../../../bin/terminal/child-process.js";
import type { Shot } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { startServer } from "../../../server/server.js";
import { describeSession } from "../../../server/watch-session.js";
import { rawEvents, silentLog, startTestServer } from "../../support/server-in-process.js";
import { temporaryFolder } from "../../support/server-microscope.js";
import { serverOptions } from "../../support/server-options.js";
import { ScriptedDriver } from "../../support/server-scripted-driver.js";
import { until } from "../../support/server-wait.js";

const session = "session-1";
const instruments = [session];

/** Resolution that the made pipeline finds for the n-th shot, ångström. */
function resolution(n: number): number {
  return 3 + n / 8;
}

function starText(shots: readonly Shot[], resolutions: (n: number) => number = resolution): string {
  const rows = shots.map(({ id }, n) => `MotionCorr/job002/Movies/${id}_fractions.mrc ${resolutions(n).toFixed(6)} \n`);
  return `\n# version 50001\n\ndata_micrographs\n\nloop_ \n_rlnMicrographName #1 \n_rlnCtfMaxResolution #2 \n${rows.join("")} \n`;
}

describe("cryogym results", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const job = join(folder.path, "CtfFind", "job003");
  const star = join(job, "micrographs_ctf.star");
  const csv = join(folder.path, "more.csv");
  const config = join(folder.path, "results.yaml");
  let server: { close(): Promise<void> };
  let address: string;
  let shots: readonly Shot[];
  let results: RunningCommand | undefined;
  let messages = "";

  before(async () => {
    mkdirSync(job, { recursive: true });
    const first = await startTestServer({ instruments, data: join(folder.path, "data") });
    server = first;
    address = first.address;
    const driver = new ScriptedDriver(first.collection, session);
    shots = await driver.finish(await driver.begin());
    await driver.ended;
    writeConfig(`  - { kind: relion, name: relion, files: "CtfFind/job*/micrographs_ctf.star" }\n`);
  });

  after(async () => {
    await results?.stop();
    await server.close();
    folder.remove();
  });

  function writeConfig(sources: string): void {
    const timing = "poll_seconds: 0.1\nsettle_seconds: 0.05\nlast_line_seconds: 1\n";
    writeFileSync(config, `server: ${address}\nsession: ${session}\n${timing}sources:\n${sources}`);
  }

  async function start(): Promise<void> {
    results = await startCommand(["results", "--config", config]);
  }

  /** As a power cut does. */
  async function kill(): Promise<void> {
    const ended = once(results!.process, "close");
    results!.process.kill("SIGKILL");
    await ended;
    messages += results!.messages();
  }

  /** Results and corrections that the session was told, as `shot number: resolution`. */
  async function told(): Promise<{ resulted: string[]; corrected: string[] }> {
    const events = await rawEvents(address, session);
    const numbers = new Map(shots.map(({ targetId }, n) => [targetId, n]));
    const of = (kind: "resulted" | "corrected") =>
      events.flatMap(({ event, targetId }) => {
        if (event?.$case !== kind) return [];
        const { ctfResolutionAngstrom = "failed" } = event.$case === "resulted" ? event.resulted : event.corrected;
        return [`${numbers.get(targetId)}: ${ctfResolutionAngstrom}`];
      });
    return { resulted: of("resulted").sort(byNumber), corrected: of("corrected") };
  }

  async function untilResults(count: number): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      if ((await describeSession(address, session)).results >= count) return;
      await sleep(25);
    }
    throw new Error(`no ${count} results: ${messages}${results?.messages()}`);
  }

  it("reports a file that is rewritten, cut and torn, through kills, once each", async () => {
    for (let n = 1; n <= 5; n++) {
      const text = starText(shots.slice(0, n));
      // The writer is stopped in the middle of the last number, then ends the file.
      writeFileSync(star, text.slice(0, text.trimEnd().length - 4));
      if (n % 2 === 1) await start();
      await sleep(120);
      renameOver(star, text);
      await untilResults(n);
      if (n % 2 === 0) await kill();
    }
    assert.deepEqual(await told(), { resulted: range(0, 5).map((n) => `${n}: ${resolution(n)}`), corrected: [] });
  });

  it("takes an unmounted share and an empty file for nothing, and a correction for one", async () => {
    rmSync(job, { recursive: true });
    await sleep(300);
    mkdirSync(job, { recursive: true });
    writeFileSync(star, "");
    await sleep(300);
    const corrected = (n: number) => (n === 2 ? 9.5 : resolution(n));
    renameOver(star, starText([...shots.slice(0, 8), { id: "tuesday-000001-01", targetId: "" }], corrected));
    await untilResults(8);
    assert.deepEqual(await told(), {
      resulted: range(0, 8).map((n) => `${n}: ${resolution(n)}`),
      corrected: ["2: 9.5"],
    });
    await until("the unmatched name", () => /unmatched: .*tuesday-000001-01/.test(results!.messages()));
    await kill();
  });

  it("keeps results while the server is away, over its own restart, and loses no line that was put aside", async () => {
    const columns = "columns: { name: mic, ctf_resolution_angstrom: res, failed: bad }";
    writeConfig(`  - { kind: csv, name: relion, files: more.csv, ${columns} }\n`);
    await server.close();
    writeFileSync(csv, `mic,res,bad\n${shots[8]!.id},${resolution(8)},no\n`);
    await start();
    await until("word of the server", () => /can't be reached; results are kept/.test(results!.messages()));
    await sleep(400);
    appendFileSync(csv, `${shots[9]!.id},${resolution(9)},no\n`);
    renameSync(csv, `${csv}.1`);
    writeFileSync(csv, `mic,res,bad\n${shots[10]!.id},,`);
    await kill();
    const options = serverOptions({ instruments, data: join(folder.path, "data") });
    server = await startServer({ ...options, listen: address, log: silentLog });
    await start();
    appendFileSync(csv, "yes\n");
    await untilResults(11);
    const resulted = [...range(0, 10).map((n) => `${n}: ${resolution(n)}`), "10: failed"];
    assert.deepEqual(await told(), { resulted, corrected: ["2: 9.5"] });
    await results!.stop();
  });

  it("ends a single pass with 0 when everything is with the server, else with 1", async () => {
    const pass = () => startCommand(["results", "--config", config, "--once"]).then(String, String);
    assert.match(await pass(), /ended with code 0:/);
    appendFileSync(csv, `${shots[0]!.id},x,no\n`);
    assert.match(await pass(), /ended with code 1:[\s\S]*more\.csv:3:\d+: 'x' is no number/);
  });
});

function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** As RELION and most others do it. */
function renameOver(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}
