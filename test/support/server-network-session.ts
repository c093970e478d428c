import assert from "node:assert/strict";
import { join } from "node:path";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type DriveEnd, type DriveSessionOptions, driveSession } from "../../server/drivers/drive-session.js";
import type { Instrument } from "../../server/drivers/instrument.js";
import simulated from "../../server/drivers/kinds/simulated.js";
import { readCommandLog } from "../../server/microscope/command-log.js";
import { readLedger } from "../../server/microscope/ledger.js";
import { PacedClock } from "../../server/microscope/paced-clock.js";
import type { ServerOptions } from "../../server/server.js";
import { BadNetwork } from "./server-bad-network.js";
import { rawEvents, silentLog, startTestServer, type TestServer } from "./server-in-process.js";
import { startTestMicroscope, type TestMicroscope } from "./server-microscope.js";
import { ScaledTime } from "./server-scaled-time.js";
import { smallWorld } from "./small-worlds.js";

/** Seconds of server and driver a real second. */
const SPEED = 300;
/** Both sides ping so often and wait so long for an answer, real seconds: an answer may take a while on a busy machine. */
const PING_SECONDS = 0.3;
/** Within this time a connection that swallows everything is noticed, seconds. */
export const NOTICED_SECONDS = 2 * PING_SECONDS * SPEED;
/** Of the microscope: an exposure takes a fiftieth of a second. */
const MICROSCOPE_SPEED = 3_000;
const TICK_MILLISECONDS = 30;
export const SESSION = "monday";

/** Holes of the small world. */
export const HOLES = 11;

/** Server, network, driver and microscope, over real connections, with time that passes faster than real time. */
export class NetworkSession {
  /** The driver's time. */
  readonly driverTime: ScaledTime;
  /** Hears of each command of the driver's before the microscope does, which hears of it once this is over. */
  heard: (command: "move" | "expose", times: number) => Promise<void> | undefined = () => undefined;
  readonly #instruments: Instrument[] = [];
  #ticks: NodeJS.Timeout | undefined;

  private constructor(
    readonly server: TestServer,
    readonly microscope: TestMicroscope,
    readonly network: BadNetwork,
    /** The server's time. */
    readonly time: ScaledTime,
  ) {
    this.driverTime = new ScaledTime(time.speed);
  }

  /** @param speed seconds of server and driver a real second */
  static async start(options: Partial<ServerOptions> = {}, speed = SPEED): Promise<NetworkSession> {
    const time = new ScaledTime(speed);
    const server = await startTestServer(
      {},
      {
        now: time.now,
        monotonic: time.monotonic,
        keepalive: { time_seconds: PING_SECONDS, timeout_seconds: PING_SECONDS },
        ...options,
      },
    );
    const pipeline = { address: server.address, sessionKey: SESSION };
    const clock = new PacedClock(MICROSCOPE_SPEED);
    const microscope = await startTestMicroscope(smallWorld(), pipeline, { clock });
    const network = await BadNetwork.start(Number(server.address.split(":")[1]));
    const session = new NetworkSession(server, microscope, network, time);
    session.#ticks = setInterval(() => session.collected?.tick(), TICK_MILLISECONDS);
    return session;
  }

  /** The session in the server's memory. */
  get collected() {
    return this.server.running.store.loaded(SESSION);
  }

  /** Starts a driver, through the network. */
  async drive(options: Partial<DriveSessionOptions> = {}): Promise<DriveEnd> {
    const movies = join(this.microscope.folder, "movies");
    const instrument = await simulated.connect({ port: this.microscope.port, movies });
    this.#instruments.push(instrument);
    let [moves, exposures] = [0, 0];
    const heard = (command: "move" | "expose", times: number) => this.heard(command, times);
    const driven: Instrument = {
      ...instrument,
      async goToSquare(target) {
        await heard("move", ++moves);
        return instrument.goToSquare(target);
      },
      async expose(target, shotId) {
        await heard("expose", ++exposures);
        return instrument.expose(target, shotId);
      },
    };
    return driveSession({
      server: this.network.address,
      sessionKey: SESSION,
      driverName: "simulated",
      instrument: driven,
      log: silentLog,
      time: this.driverTime,
      keepalive: { timeSeconds: PING_SECONDS, timeoutSeconds: PING_SECONDS },
      ...options,
    });
  }

  /** Codes of alarms so far: `+` raised, `-` cleared. */
  alarms(): string[] {
    const events = this.collected?.core.events.all() ?? [];
    const alarms = events.flatMap((event) => (event.kind === "alert" ? [event] : []));
    // On a busy machine a heartbeat may be old when it is read.
    const told = alarms.filter(({ code }) => code !== "clock_skew");
    return told.map(({ code, cleared }) => `${cleared ? "-" : "+"}${code}`);
  }

  /** Names of the commands that the microscope got, in order. */
  commands(): string[] {
    return readCommandLog(this.microscope.folder).map(({ command }) => command);
  }

  /** Checks that the session has ended by itself, with each exposure made once and known once. */
  async assertWhole(): Promise<void> {
    const ledger = readLedger(this.microscope.folder);
    assert.equal(ledger.length, HOLES);
    assert.equal(new Set(ledger.map(({ target }) => target)).size, HOLES);
    const events = await rawEvents(this.server.address, SESSION);
    const exposed = events.flatMap(({ event }) => (event?.$case === "exposed" ? [event.exposed.shotId] : []));
    assert.deepEqual(
      exposed,
      ledger.map(({ shotId }) => shotId),
    );
    const { state, exposures } = await this.server.describe(SESSION);
    assert.deepEqual({ state, exposures }, { state: SessionState.FINISHED, exposures: HOLES });
  }

  close(): void {
    clearInterval(this.#ticks);
    for (const instrument of this.#instruments) instrument.close();
    this.network.close();
    this.microscope.close();
    void this.server.close();
  }
}
