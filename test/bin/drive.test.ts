import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type RunningCommand, startCommand } from "../../bin/terminal/child-process.js";
import { simulatedDriver } from "../../bin/terminal/simulated-driver.js";
import { packageRoot } from "../../env/package-root.js";
import { DriverState } from "../../server/drivers/library/driver-state.js";
import { readCommandLog } from "../../server/microscope/command-log.js";
import { mainInProcess } from "../support/main-in-process.js";
import { temporaryFolder } from "../support/server-microscope.js";
import { until } from "../support/server-wait.js";

describe("cryogym drive and doctor", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const scope = join(folder.path, "scope");
  const driver = join(folder.path, "driver");
  const started: RunningCommand[] = [];
  let args: string[] = [];
  let config = "";

  before(async () => {
    const world = ["--scenario", "small-session"];
    const journal = ["--journal", join(folder.path, "journal"), "--listen", "127.0.0.1:0"];
    const server = await startCommand(["serve", ...world, "--policy", "raster", ...journal]);
    const microscope = await startCommand(["microscope", ...world, "--folder", scope]);
    started.push(server, microscope);
    const ends = { port: Number(microscope.ready.port), server: String(server.ready.address), session: "monday" };
    args = simulatedDriver({ folder: driver, ...ends, movies: join(scope, "movies") });
    config = args.at(-1)!;
  });

  after(async () => {
    for (const command of started) await command.stop();
    folder.remove();
  });

  const exposures = () => readCommandLog(scope).filter(({ command }) => command === "expose");

  it("prints the JSON Schema of configurations", async () => {
    const { code, stdout } = await mainInProcess("drive", "--config-schema");
    assert.equal(code, 0);
    assert.match((JSON.parse(stdout) as { title: string }).title, /driver configuration/);
  });

  it("needs server, driver and configuration, and that they fit", async () => {
    const refused = async (words: RegExp, ...given: string[]) => {
      const { code, stderr } = await mainInProcess("drive", ...given);
      assert.equal(code, 2);
      assert.match(stderr, words);
    };
    await refused(/give --server HOST:PORT, --driver KIND and --config/, "--driver", "simulated");
    await refused(
      /unknown driver 'simulatd'.*'simulated'/,
      "--server",
      "a:1",
      "--driver",
      "simulatd",
      "--config",
      config,
    );
    await refused(
      /is for the driver 'simulated'; --driver is 'manual'/,
      "--server",
      "a:1",
      "--driver",
      "manual",
      "--config",
      config,
    );
    await refused(/not\/there/, "--server", "a:1", "--driver", "manual", "--config", "/not/there.yaml");
  });

  it("shows as a table whether a driver could run", async () => {
    const { code, stdout, stderr } = await mainInProcess("doctor", "--config", config, "--server", args[2]!);
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^check +result +found\n─/);
    assert.match(stdout, /\nversions +ok +both sides are/);
    assert.match(stdout, /\nlimits \(warning\): the instrument has no limits of its own.*\n {2}Write a file of limits/);
    assert.match(stdout, /A driver could run: 0 problems, \d warnings, \d not looked at\.\n$/);
    const alone = await mainInProcess("doctor", "--config", config, "--server", "127.0.0.1:1");
    assert.equal(alone.code, 1);
    assert.match(alone.stdout, /A driver could not run, or must not: [1-9] problems/);
  });

  it("has no dry run while a halt holds", async () => {
    const state = DriverState.open(join(driver, "state", "driver.sqlite"), "monday");
    state.commit(() => state.facts.set("haltId", "halt-1"));
    const busy = await mainInProcess(...args, "--dry-run");
    assert.match(busy.stderr, /^no dry run now: .*in use by another driver/);
    state.close();
    const { code, stderr } = await mainInProcess(...args, "--dry-run");
    assert.deepEqual(
      [code, stderr],
      [2, "no dry run now: the halt 'halt-1' holds: nothing is sent to the microscope\n"],
    );
    rmSync(join(driver, "state"), { recursive: true });
  });

  it("makes nothing in a dry run that is killed and goes on, and prints what would be sent", async () => {
    const dry = async (lines: number): Promise<string> => {
      const child = spawn(process.execPath, [join(packageRoot, "dist", "bin", "main.js"), ...args, "--dry-run"]);
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      await until(`${lines} commands`, () => (text.match(/would send/g)?.length ?? 0) >= lines, 20_000);
      child.kill("SIGINT");
      await new Promise((resolve) => child.once("close", resolve));
      return text;
    };
    const first = await dry(5);
    assert.match(first, /load grid-\d.*\n +would send {2}\{"command":"move","target":"grid-\d"\}\n/);
    assert.match(first, /would send {2}\{"command":"expose","target":"[^"]*","shotId":"monday\.dry-run-\d+-01"\}/);
    assert.match(first, /'monday\.dry-run' has the instrument until it is over/);
    const second = await dry(3);
    assert.ok(!second.includes("paused"), second);
    assert.deepEqual(exposures(), []);
    // The doctor has looked at the stage, too.
    const reading = ["describe", "optics", "idle", "position"];
    assert.deepEqual(
      readCommandLog(scope).filter(({ command }) => !reading.includes(command)),
      [],
    );
    assert.equal(existsSync(join(scope, "ledger.jsonl")), false);
    assert.deepEqual(
      readdirSync(join(driver, "state")).filter((file) => file.endsWith(".sqlite")),
      ["dry-run.sqlite"],
    );
  });
});
