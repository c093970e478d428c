import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningCommand, startCommand } from "../../../../bin/terminal/child-process.js";
import { simulatedDriver } from "../../../../bin/terminal/simulated-driver.js";
import { readLedger } from "../../../../server/microscope/ledger.js";
import { describeSession } from "../../../../server/watch-session.js";
import { rawEvents } from "../../../support/server-in-process.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

describe("a simulated session whose results come from files", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const started: RunningCommand[] = [];

  after(async () => {
    await Promise.all(started.map((command) => command.stop()));
    folder.remove();
  });

  async function start(...args: string[]): Promise<RunningCommand> {
    const command = await startCommand(args);
    started.push(command);
    return command;
  }

  it("is told what the microscope's ledger says of each exposure, once, through a kill", async () => {
    const scope = join(folder.path, "scope");
    mkdirSync(join(scope, "movies"), { recursive: true });
    const common = ["--scenario", "small-session", "--seed", "3"];
    const journal = ["--journal", join(folder.path, "data"), "--budget-minutes", "45"];
    const server = await start("serve", ...common, "--policy", "index", "--listen", "127.0.0.1:0", ...journal);
    const address = String(server.ready.address);
    // Nothing reports but the files: the microscope is told of no server.
    const microscope = await start("microscope", ...common, "--folder", join(scope, "run"), "--speed", "3000");
    const config = join(folder.path, "results.yaml");
    writeFileSync(
      config,
      `server: ${address}
session: monday
poll_seconds: 0.1
settle_seconds: 0.05
sources:
  - kind: json
    name: movies
    files: scope/run/movies/*.json
    without_ctf: failed
    columns: { ctf_resolution_angstrom: ctfResolutionAngstrom, ice_thickness_nanometers: iceThicknessNanometers }
`,
    );
    let results = await start("results", "--config", config);
    const ends = { port: Number(microscope.ready.port), server: address, session: "monday" };
    const driver = await start(...simulatedDriver({ folder: join(folder.path, "driver"), ...ends }));
    for (let kills = 0; kills < 1; kills++) {
      await sleep(700);
      const ended = once(results.process, "close");
      results.process.kill("SIGKILL");
      await ended;
      results = await start("results", "--config", config);
    }
    assert.equal(await driver.ended, 0, driver.messages());
    const ledger = readLedger(join(scope, "run"));
    assert.ok(ledger.length > 10, `${ledger.length} exposures`);
    for (let tries = 0; (await describeSession(address, "monday")).results < ledger.length; tries++) {
      assert.ok(tries < 200, `not all results came: ${results.messages()}`);
      await sleep(50);
    }
    const told = (await rawEvents(address, "monday")).flatMap(({ event, targetId }) =>
      event?.$case === "resulted" ? [[targetId, event.resulted.ctfResolutionAngstrom]] : [],
    );
    const expected = ledger.map(({ target, ctfResolutionAngstrom }) => [target, ctfResolutionAngstrom ?? undefined]);
    assert.deepEqual(new Map(told as [string, number][]), new Map(expected as [string, number][]));
    assert.equal(told.length, ledger.length);
  });
});
