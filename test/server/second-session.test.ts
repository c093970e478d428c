import assert from "node:assert/strict";
import pino from "pino";
import { driveSession } from "../../server/drivers/drive-session.js";
import simulated from "../../server/drivers/kinds/simulated.js";
import { readLedger } from "../../server/microscope/ledger.js";
import { startServer } from "../../server/server.js";
import { silentLog, startTestServer } from "../support/server-in-process.js";
import { startTestMicroscope } from "../support/server-microscope.js";
import { serverOptions } from "../support/server-options.js";
import { smallWorld } from "../support/small-worlds.js";

describe("a second session on a microscope that was used", () => {
  it("goes on with the holes that are left, and exposes none twice", async () => {
    const server = await startTestServer({ budgetMinutes: 20 });
    const microscope = await startTestMicroscope();
    try {
      for (const sessionKey of ["first", "second"]) {
        const instrument = await simulated.connect({ port: microscope.port });
        const end = await driveSession({
          server: server.address,
          sessionKey,
          driverName: "simulated",
          instrument,
          log: silentLog,
        });
        instrument.close();
        assert.equal(end, "finished");
      }
      const [first, second] = [await server.describe("first"), await server.describe("second")];
      assert.ok(first.exposures > 0 && second.exposures > 0, `${first.exposures} and ${second.exposures}`);
      const exposed = readLedger(microscope.folder).map(({ target }) => target);
      assert.equal(exposed.length, first.exposures + second.exposures);
      assert.equal(new Set(exposed).size, exposed.length);
    } finally {
      microscope.close();
      server.close();
    }
  });
});

describe("a session whose results go nowhere", () => {
  it("is pointed out by the server, and runs on", async () => {
    const warnings: string[] = [];
    const log = pino({ level: "warn" }, { write: (line: string) => void warnings.push(line) });
    const layout = [[[25]]];
    let time = Date.now();
    // Two minutes go by from each look at the clock to the next.
    const now = () => {
      time += 120_000;
      return time;
    };
    const server = await startServer({ ...serverOptions(), log, now });
    const microscope = await startTestMicroscope(smallWorld(layout));
    try {
      const instrument = await simulated.connect({ port: microscope.port });
      const end = await driveSession({
        server: server.address,
        sessionKey: "deaf",
        driverName: "simulated",
        instrument,
        log: silentLog,
      });
      instrument.close();
      assert.equal(end, "finished");
      assert.equal(readLedger(microscope.folder).length, 25);
      assert.equal(warnings.filter((line) => line.includes("no_results")).length, 1);
    } finally {
      microscope.close();
      server.close();
    }
  });
});
