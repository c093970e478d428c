import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { loadScenario } from "../../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../../env/scenario/open-world.js";
import type { Target } from "../../../../proto/gen/cryogym/v1alpha1/target.js";
import { driveSession } from "../../../../server/drivers/drive-session.js";
import { navigatorItems } from "../../../../server/drivers/emulators/serialem/navigator-items.js";
import type { Instrument } from "../../../../server/drivers/instrument.js";
import simulated from "../../../../server/drivers/kinds/simulated.js";
import { serialEmDriver } from "../../../../server/drivers/serialem/serialem-driver.js";
import { openFinder } from "../../../../server/drivers/target-finders/open-finder.js";
import { toTargets } from "../../../../server/drivers/target-finders/to-targets.js";
import { readLedger } from "../../../../server/microscope/ledger.js";
import { ResultsReporter } from "../../../../server/microscope/results-reporter.js";
import { startTestEmulator, type TestEmulator } from "../../../support/serialem-emulator.js";
import { navigatorFinder, serialEmAt } from "../../../support/serialem-instrument.js";
import { silentLog, startTestServer, type TestServer } from "../../../support/server-in-process.js";
import { startTestMicroscope } from "../../../support/server-microscope.js";

const SESSION = "monday";
const SEED = 5;
const SHOTS = { coma_calibration: true, most_shift_micrometers: 20 };

interface Opened {
  readonly instrument: Instrument;
  readonly folder: string;
  /** The world's ids by the driver's. */
  readonly names?: ReadonlyMap<string, string>;
  close(): void;
}

/** Runs a session with an instrument that is made for the server. */
async function runWith(policy: string, open: (server: TestServer) => Promise<Opened>) {
  const server = await startTestServer({ policy, budgetMinutes: 60 });
  const { instrument, folder, names, close } = await open(server);
  try {
    const common = { sessionKey: SESSION, driverName: "same", log: silentLog };
    assert.equal(await driveSession({ server: server.address, instrument, ...common }), "finished");
    const text = JSON.stringify(await server.events(SESSION));
    const renamed = text.replaceAll(
      /"[^"]*"/g,
      (quoted) => `"${names?.get(quoted.slice(1, -1)) ?? quoted.slice(1, -1)}"`,
    );
    return { ledger: readLedger(folder), events: JSON.parse(renamed) as { kind: string }[] };
  } finally {
    instrument.close();
    close();
    server.close();
  }
}

function emulated(open: (scope: TestEmulator) => Promise<Omit<Opened, "folder" | "close">>) {
  return async ({ address }: TestServer): Promise<Opened> => {
    const reporter = new ResultsReporter(address, SESSION, silentLog);
    const exposed = (_shotId: string, entry: string) => reporter.process(entry);
    const scope = await startTestEmulator({ exposed, imagePixels: 8 }, world());
    const close = () => {
      scope.close();
      reporter.close();
    };
    return { ...(await open(scope)), folder: scope.folder, close };
  };
}

function world() {
  return openWorld(loadScenario("small-session")).create(new KeyedRandom(SEED));
}

/** @param targets what the driver tells of, instead of what the microscope has */
function simulatedOnes(policy: string, targets?: readonly Target[]) {
  return runWith(policy, async ({ address }) => {
    const { port, folder, close } = await startTestMicroscope(world(), { address, sessionKey: SESSION });
    const instrument = await simulated.connect({ port });
    const describe = instrument.describe.bind(instrument);
    if (targets !== undefined) instrument.describe = async () => ({ ...(await describe()), targets });
    return { instrument, folder, close };
  });
}

/** What is marked in navigators, under the world's ids. */
async function markedTargets(): Promise<Target[]> {
  const scope = await startTestEmulator({}, world());
  try {
    const names = worldNames(scope);
    const found = toTargets(await openFinder(navigatorFinder(scope)).find({}));
    return found.map((target) => ({
      ...target,
      id: names.get(target.id)!,
      parentId: target.parentId && names.get(target.parentId)!,
    }));
  } finally {
    scope.close();
  }
}

/** The world's ids are the notes of the navigators that the emulator has written. */
function worldNames(scope: TestEmulator): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const slot of scope.core.scope.specimen.slots) {
    const items = navigatorItems(readFileSync(join(scope.folder, "disk", "X", "nav", `slot-${slot}.nav`), "latin1"));
    for (const { note, mapId, groupId } of items) {
      const [grid = "", square = "", group = ""] = note.split("/");
      names.set(`${slot}`, grid).set(`${slot}/${mapId}`, note);
      const { mapId: squareNumber } = items.find((item) => item.note === `${grid}/${square}`)!;
      if (groupId !== undefined) names.set(`${slot}/${squareNumber}/group-${groupId}`, `${grid}/${square}/${group}`);
    }
  }
  return names;
}

describe("a session with SerialEM's driver", () => {
  it("is, decision by decision, that with the simulated driver", async () => {
    const expected = await simulatedOnes("index");
    const actual = await runWith(
      "index",
      emulated(async (scope) => ({ instrument: serialEmAt(scope, { shot: SHOTS }) })),
    );
    assert.ok(expected.ledger.length > 20, `${expected.ledger.length} exposures`);
    assert.deepEqual(actual.ledger, expected.ledger);
    assert.deepEqual(actual.events, expected.events);
  });

  for (const policy of ["index", "raster"]) {
    it(`is the same with targets from navigators, for ${policy}`, async () => {
      const expected = await simulatedOnes(policy, await markedTargets());
      const actual = await runWith(
        policy,
        emulated(async (scope) => {
          const options = serialEmDriver.options.parse({
            port: scope.port,
            movies: join(scope.folder, "disk", "X", "frames"),
            movies_folder: "X:\\frames",
            shot: SHOTS,
          });
          const finder = navigatorFinder(scope);
          const openIt = (services: object) => openFinder(finder, services);
          return {
            instrument: await serialEmDriver.connect(options, { openFinder: openIt }),
            names: worldNames(scope),
          };
        }),
      );
      assert.ok(expected.ledger.length > 20, `${expected.ledger.length} exposures`);
      assert.deepEqual(actual.ledger, expected.ledger);
      assert.deepEqual(actual.events, expected.events);
    });
  }
});
