import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { RandomStream } from "../../../env/random/random-stream.js";
import { SessionState } from "../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { readCommandLog } from "../../../server/microscope/command-log.js";
import { readLedger } from "../../../server/microscope/ledger.js";
import { type SerialEmProcesses, startSerialEmProcesses } from "../../support/serialem-processes.js";
import { startTestServer, type TestServer } from "../../support/server-in-process.js";

const SESSION = "monday";
const SESSIONS = Number(process.env.CRYOGYM_SESSIONS ?? (process.env.CRYOGYM_LONG === "short" ? 2 : 300));
/** First seed. */
const FIRST = Number(process.env.CRYOGYM_FIRST ?? 1);
/** How often an operator puts a paused session right again before going home. */
const MOST_RESUMES = 8;
const MOST_KILLS = 3;
const MOST_MILLISECONDS = 120_000;
/** How long it is watched after a STOP that nothing is sent. */
const SILENCE_MILLISECONDS = 200;

/** Of each request; a shot is some twenty requests. */
const CHANCES =
  "slow-reply=0.004,lose-reply=0.001,reset-mid-frame=0.001,modal-dialog=0.001,land-elsewhere=0.005,close-valve=0.0005,second-client=0.001,stop=0.001,fill-dewar=0.002";

/** From when on nothing may be sent until when, milliseconds since 1970. */
interface Silence {
  readonly from: number;
  readonly to: number;
}

/** A session with an operator who puts it right when it pauses, and a driver that is killed at random. */
class BadDay {
  readonly silences: Silence[] = [];
  readonly random: RandomStream;
  kills = 0;
  restarts = 0;
  resumes = 0;

  constructor(
    readonly server: TestServer,
    readonly processes: SerialEmProcesses,
    seed: number,
  ) {
    this.random = new RandomStream(seed);
  }

  /** @returns how it ended */
  async play(): Promise<"finished" | "waits" | "late"> {
    const begin = performance.now();
    await this.processes.start();
    let killAt = this.#later();
    while (performance.now() - begin < MOST_MILLISECONDS) {
      await sleep(30);
      const { state, faults } = await this.#session();
      if (state === SessionState.FINISHED) return "finished";
      const isHeld = state === SessionState.PAUSED || faults > 0;
      if (isHeld && this.resumes >= MOST_RESUMES) return "waits";
      if (performance.now() >= killAt && this.kills < MOST_KILLS) {
        await this.#restart();
        killAt = this.#later();
      } else if (isHeld) await this.#putRight();
      else if (this.processes.driver()!.process.exitCode !== null) {
        await this.processes.start();
        this.restarts++;
      }
    }
    return "late";
  }

  async #session() {
    const session = await this.server.describe(SESSION).catch(() => undefined);
    return { state: session?.state, faults: session?.faults.length ?? 0 };
  }

  #later(): number {
    return performance.now() + 100 + 1500 * this.random.uniform();
  }

  async #restart(): Promise<void> {
    await this.processes.kill();
    this.kills++;
    await this.processes.start();
  }

  /** What an operator does: looks, perhaps for a while, mends, resumes. */
  async #putRight(): Promise<void> {
    const from = this.processes.stoppedAt();
    if (from !== undefined) {
      if (this.kills < MOST_KILLS && this.random.uniform() < 0.5) await this.#restart();
      await sleep(SILENCE_MILLISECONDS);
      this.silences.push({ from, to: Date.now() });
    }
    await this.processes.tell({ command: "open-valves" });
    await this.processes.tell({ command: "dismiss" });
    await this.server.resume(SESSION).catch(() => {});
    this.resumes++;
    await sleep(100);
  }
}

/** Shots of a driver's state that neither happened nor did not, nor are said to be unknown. */
function unsettled(stateFile: string): number {
  const database = new Database(stateFile, { readonly: true });
  try {
    const query = database.prepare<[], { n: number }>(
      "SELECT count(*) AS n FROM shots JOIN directives ON directives.id = directive_id WHERE ended = 1 AND shots.state IN ('started', 'intended')",
    );
    return query.get()!.n;
  } finally {
    database.close();
  }
}

describe("sessions at an emulated SerialEM that behaves badly, with a driver that is killed", () => {
  it(`expose no shot twice and send nothing after STOP: ${SESSIONS} of them`, async function () {
    this.timeout(SESSIONS * (MOST_MILLISECONDS + 30_000));
    const counts = { sessions: 0, exposures: 0, misbehaviours: 0, stops: 0, silences: 0, kills: 0, restarts: 0 };
    const ends = { finished: 0, waits: 0, late: 0 };
    for (let seed = FIRST; seed < FIRST + SESSIONS; seed++) {
      const server = await startTestServer({ policy: "index", budgetMinutes: 30 });
      const processes = await startSerialEmProcesses({
        ...{ server: server.address, session: SESSION },
        ...{ misbehave: CHANCES, misbehaveSeed: seed },
      });
      const day = new BadDay(server, processes, seed);
      try {
        const end = await day.play();
        const { alarms, faults, haltReason } = await server.describe(SESSION);
        const why = [haltReason, ...alarms.map(({ code }) => code), ...faults].filter((one) => one !== "").join("; ");
        await processes.driver()!.stop();
        const ledger = readLedger(processes.scope);
        const log = readCommandLog(processes.scope);
        const ids = ledger.map(({ shotId }) => shotId);
        assert.equal(new Set(ids).size, ids.length, `seed ${seed}: a shot id twice`);
        const hit = ledger.map(({ target }) => target).filter((target) => target !== "");
        assert.equal(new Set(hit).size, hit.length, `seed ${seed}: a hole twice`);
        for (const { from, to } of day.silences) {
          const sent = log.filter(({ command, atUnixMilliseconds: at }) => command !== "" && at > from && at < to);
          assert.deepEqual(sent, [], `seed ${seed}: sent after STOP`);
        }
        assert.equal(unsettled(processes.stateFile), 0, `seed ${seed}: a shot of a directive that is over is open`);
        assert.notEqual(end, "late", `seed ${seed}: neither over nor waiting: ${why}`);
        if (end === "waits") assert.notEqual(why, "", `seed ${seed}: waits without a reason`);
        ends[end]++;
        counts.sessions++;
        counts.exposures += ids.length;
        counts.misbehaviours += log.filter(({ line }) => line.startsWith("misbehaviour")).length;
        counts.stops += log.filter(({ line }) => line === "misbehaviour stop").length;
        counts.silences += day.silences.length;
        counts.kills += day.kills;
        counts.restarts += day.restarts;
        if (process.env.CRYOGYM_TELL) process.stdout.write(`${seed} ${end} ${JSON.stringify({ ...counts, why })}\n`);
      } finally {
        await processes.close();
        await server.close();
      }
    }
    assert.ok(counts.exposures > 5 * SESSIONS && counts.misbehaviours > SESSIONS, JSON.stringify(counts));
    assert.ok(2 * counts.kills >= SESSIONS && ends.finished > 0, JSON.stringify({ ...counts, ...ends }));
    process.stdout.write(`      ${JSON.stringify({ ...counts, ...ends })}\n`);
  });
});
