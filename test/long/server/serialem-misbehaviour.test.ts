import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { SessionState } from "../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { driveSession } from "../../../server/drivers/drive-session.js";
import { MisbehaviourSchedule } from "../../../server/drivers/emulators/serialem/misbehaviour-schedule.js";
import { misbehaviours } from "../../../server/drivers/emulators/serialem/misbehaviours/index.js";
import { readCommandLog } from "../../../server/microscope/command-log.js";
import { readLedger } from "../../../server/microscope/ledger.js";
import { ResultsReporter } from "../../../server/microscope/results-reporter.js";
import { startTestEmulator } from "../../support/serialem-emulator.js";
import { serialEmAt } from "../../support/serialem-instrument.js";
import { silentLog, startTestServer } from "../../support/server-in-process.js";

const SESSION = "monday";
const SESSIONS = 24;
/** How often an operator puts a paused session right again before going home. */
const MOST_RESUMES = 5;
const MOST_MILLISECONDS = 20_000;

/** Of each request; a shot is some twenty requests. */
const CHANCES = {
  ...{ "slow-reply": 0.004, "lose-reply": 0.001, "reset-mid-frame": 0.001, "modal-dialog": 0.001 },
  ...{ "land-elsewhere": 0.005, "close-valve": 0.0005, "second-client": 0.001, stop: 0.0005, "fill-dewar": 0.002 },
};

/** One session with an operator who puts it right when it pauses. */
async function play(world: WorldData, seed: number) {
  const server = await startTestServer({ policy: "index", budgetMinutes: 30 });
  const reporter = new ResultsReporter(server.address, SESSION, silentLog);
  const chances = new Map(Object.entries(CHANCES).map(([name, chance]) => [misbehaviours.get(name), chance]));
  const scope = await startTestEmulator(
    {
      exposed: (_shotId, entry) => reporter.process(entry),
      imagePixels: 8,
      schedule: new MisbehaviourSchedule(chances, seed),
    },
    world,
  );
  const instrument = serialEmAt(scope, { shot: { coma_calibration: true, most_shift_micrometers: 20 } });
  let isOver = false;
  let sentAfterStop = 0;
  const common = { sessionKey: SESSION, driverName: "bad", log: silentLog, evidenceGraceSeconds: 0.05 };
  const driven = driveSession({ server: server.address, instrument, ...common })
    .catch((error: Error) => error.message)
    .finally(() => {
      isOver = true;
    });
  const requests = () => readCommandLog(scope.folder).filter(({ command }) => command !== "").length;
  const begin = performance.now();
  for (let resumes = 0; !isOver && resumes < MOST_RESUMES && performance.now() - begin < MOST_MILLISECONDS; ) {
    await sleep(50);
    const state = await server.describe(SESSION).catch(() => undefined);
    if (state?.state !== SessionState.PAUSED) continue;
    if (instrument.link.latch.isSet) {
      const before = requests();
      await sleep(100);
      sentAfterStop += requests() - before;
      instrument.link.giveBack();
    }
    scope.core.scope.optics.areValvesOpen = true;
    await server.resume(SESSION).catch(() => {});
    resumes++;
  }
  const ended = isOver ? await driven : "waits";
  instrument.close();
  const result = { ended, sentAfterStop, ledger: readLedger(scope.folder), log: readCommandLog(scope.folder) };
  scope.close();
  reporter.close();
  await server.close();
  return result;
}

describe("sessions at an emulated SerialEM that behaves badly", () => {
  it(`expose no shot twice and send nothing after STOP: ${SESSIONS} of them`, async function () {
    this.timeout(SESSIONS * 30_000);
    const world = openWorld(loadScenario("small-session")).create(new KeyedRandom(5));
    const counts = { exposures: 0, misbehaviours: 0, stops: 0, finished: 0 };
    for (let seed = 1; seed <= SESSIONS; seed++) {
      const { ended, sentAfterStop, ledger, log } = await play(world, seed);
      const ids = ledger.map(({ shotId }) => shotId);
      assert.equal(new Set(ids).size, ids.length, `seed ${seed}: a shot id twice`);
      const hit = ledger.map(({ target }) => target).filter((target) => target !== "");
      assert.equal(new Set(hit).size, hit.length, `seed ${seed}: a hole twice`);
      assert.equal(sentAfterStop, 0, `seed ${seed}: sent after STOP`);
      counts.exposures += ids.length;
      counts.misbehaviours += log.filter(({ line }) => line.startsWith("misbehaviour")).length;
      counts.stops += log.filter(({ line }) => line === "misbehaviour stop").length;
      if (ended === "finished") counts.finished++;
    }
    assert.ok(counts.exposures > 5 * SESSIONS && counts.misbehaviours > SESSIONS, JSON.stringify(counts));
    assert.ok(counts.stops > 0 && counts.finished > 0, JSON.stringify(counts));
    process.stdout.write(`      ${JSON.stringify(counts)}\n`);
  });
});
