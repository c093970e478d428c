import assert from "node:assert/strict";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";
import { driveSession } from "../../../../server/drivers/drive-session.js";
import type { Instrument } from "../../../../server/drivers/instrument.js";
import simulated from "../../../../server/drivers/kinds/simulated.js";
import { readLedger } from "../../../../server/microscope/ledger.js";
import { ResultsReporter } from "../../../../server/microscope/results-reporter.js";
import { startTestEmulator, type TestEmulator } from "../../../support/serialem-emulator.js";
import { serialEmAt } from "../../../support/serialem-instrument.js";
import { silentLog, startTestServer, type TestServer } from "../../../support/server-in-process.js";
import { startTestMicroscope } from "../../../support/server-microscope.js";

const SESSION = "monday";
const SEED = 5;

/** Runs a session of the policy index with an instrument that is made for the server. */
async function runWith(
  open: (server: TestServer) => Promise<{ instrument: Instrument; folder: string; close(): void }>,
) {
  const server = await startTestServer({ policy: "index", budgetMinutes: 60 });
  const { instrument, folder, close } = await open(server);
  try {
    const common = { sessionKey: SESSION, driverName: "same", log: silentLog };
    assert.equal(await driveSession({ server: server.address, instrument, ...common }), "finished");
    return { ledger: readLedger(folder), events: await server.events(SESSION) };
  } finally {
    instrument.close();
    close();
    server.close();
  }
}

describe("a session with SerialEM's driver", () => {
  it("is, decision by decision, that with the simulated driver", async () => {
    const world = openWorld(loadScenario("small-session")).create(new KeyedRandom(SEED));
    const expected = await runWith(async ({ address }) => {
      const microscope = await startTestMicroscope(world, { address, sessionKey: SESSION });
      const { port, folder, close } = microscope;
      return { instrument: await simulated.connect({ port }), folder, close };
    });
    const actual = await runWith(async ({ address }) => {
      const reporter = new ResultsReporter(address, SESSION, silentLog);
      const exposed = (_shotId: string, entry: string) => reporter.process(entry);
      const scope: TestEmulator = await startTestEmulator({ exposed, imagePixels: 8 }, world);
      const instrument = serialEmAt(scope, { shot: { coma_calibration: true, most_shift_micrometers: 20 } });
      const close = () => {
        scope.close();
        reporter.close();
      };
      return { instrument, folder: scope.folder, close };
    });
    assert.ok(expected.ledger.length > 20, `${expected.ledger.length} exposures`);
    assert.deepEqual(actual.ledger, expected.ledger);
    assert.deepEqual(actual.events, expected.events);
  });
});
