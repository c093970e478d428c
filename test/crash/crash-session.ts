import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningCommand, startCommand } from "../../bin/terminal/child-process.js";
import { simulatedDriver } from "../../bin/terminal/simulated-driver.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import { type GetSessionResponse, SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { CollectedSessionSettings } from "../../server/collection/session/collected-session-settings.js";
import { stateAt } from "../../server/collection/session/state-at.js";
import { Journal } from "../../server/journal/index.js";
import { readCommandLog } from "../../server/microscope/command-log.js";
import { readLedger } from "../../server/microscope/ledger.js";
import { describeSession } from "../../server/watch-session.js";

const KEY = "crash";
/** An exposure takes some 20 ms of real time. */
const SPEED = 3000;
const LONGEST_LIFE_MILLISECONDS = 500;
const PATIENCE_MILLISECONDS = 60_000;

/** Which processes are killed. */
const victims = ["server", "driver", "both"] as const;

export interface CrashOptions {
  /** A new folder for everything. */
  readonly folder: string;
  /** Kills at most; a session that is over sooner has fewer. */
  readonly kills: number;
  /** Of the world, and of when and what is killed. */
  readonly seed: number;
  readonly random: RandomStream;
  readonly onKill?: () => void;
}

/** What is left of a session whose server and driver were killed over and over again. */
export interface CrashReport {
  readonly kills: number;
  /** Exposures that the microscope made, by its own ledger. */
  readonly exposures: number;
  /** Of these, those that the journal has as spent, since nobody could tell. */
  readonly unknown: number;
  /** Everything that must not be. */
  readonly faults: readonly string[];
}

/**
 * Runs a session with a server, a driver and a microscope, and kills server, driver or both at random points, as a power cut
 * does; the microscope goes on. Each time they are started anew from what they have on disk, until the session ends by
 * itself.
 */
export async function runCrashSession({ folder, kills, seed, random, onKill }: CrashOptions): Promise<CrashReport> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const world = ["--scenario", "y1-like", "--seed", `${seed}`];
  const microscopeFolder = join(folder, "microscope");
  const journal = join(folder, "journal");
  const startServer = () =>
    startCommand(["serve", "--scenario", "y1-like", "--policy", "index", "--journal", journal, "--listen", address]);
  let server = await startServer();
  const microscope = await startCommand([
    ...["microscope", ...world, "--folder", microscopeFolder, "--speed", `${SPEED}`, "--careless"],
    ...["--server", address, "--session", KEY],
  ]);
  const startDriver = () =>
    startCommand(
      simulatedDriver({
        folder: join(folder, "driver"),
        port: Number(microscope.ready.port),
        server: address,
        session: KEY,
        movies: join(microscopeFolder, "movies"),
        more: { evidence_grace_seconds: 0.3 },
      }),
    );
  let driver = await startDriver();
  let done = 0;
  let last: GetSessionResponse | undefined;
  try {
    while (done < kills && !(await isOver(address))) {
      await sleep(random.integer(LONGEST_LIFE_MILLISECONDS));
      const victim = victims[random.integer(victims.length)]!;
      if (victim !== "driver") await kill(server);
      if (victim !== "server") await kill(driver);
      done++;
      onKill?.();
      if (victim !== "driver") server = await startServer();
      if (victim !== "server") driver = await startDriver();
    }
    const until = performance.now() + PATIENCE_MILLISECONDS;
    while (performance.now() < until && !(await isOver(address))) await sleep(100);
    last = await describeSession(address, KEY);
  } finally {
    await Promise.all([driver, server, microscope].map((process) => process.stop()));
  }
  return { kills: done, ...judge(microscopeFolder, journal, last) };
}

/** Compares what the microscope did with what the journal says. */
export function judge(
  folder: string,
  journal: string,
  last: GetSessionResponse | undefined,
): Omit<CrashReport, "kills"> {
  const faults: string[] = [];
  if (last?.state !== SessionState.FINISHED) {
    faults.push(`the session did not end by itself: ${SessionState[last?.state ?? 0]} ${last?.haltReason ?? ""}`);
  }
  const made = readLedger(folder).map(({ shotId }) => shotId);
  for (const id of doubled(made)) faults.push(`shot ${id} was exposed twice`);
  const asked = readCommandLog(folder).flatMap(({ command, line }) =>
    command === "expose" ? [(JSON.parse(line) as { shotId: string }).shotId] : [],
  );
  for (const id of doubled(asked)) faults.push(`shot ${id} was asked of the microscope twice`);
  const reader = Journal.read(join(journal, "journal.sqlite"));
  try {
    const settings = JSON.parse(reader.session(KEY)!.settings) as CollectedSessionSettings;
    const { model } = stateAt(reader, KEY, settings);
    const ledger = new Set(made);
    let unknown = 0;
    for (const id of ledger) {
      const progress = model.shots.get(id)?.progress;
      if (progress === "unknown") unknown++;
      else if (progress !== "done") faults.push(`shot ${id} was made; the journal says ${progress ?? "nothing"}`);
    }
    for (const [id, { progress }] of model.shots.entries()) {
      if (progress === "done" && !ledger.has(id)) faults.push(`shot ${id} is done in the journal and was never made`);
      if (progress === "intended" || progress === "started") faults.push(`shot ${id} is ${progress} at the end`);
    }
    const exposed = model.changes.filter(({ kind }) => kind === "exposed").length;
    if (exposed !== ledger.size - unknown) {
      faults.push(`${ledger.size} exposures were made, ${unknown} of them unknown; the session counts ${exposed}`);
    }
    return { exposures: ledger.size, unknown, faults };
  } finally {
    reader.close();
  }
}

function doubled(ids: readonly string[]): string[] {
  return ids.filter((id, i) => ids.indexOf(id) < i);
}

async function kill({ process, ended }: RunningCommand): Promise<void> {
  process.kill("SIGKILL");
  await ended;
}

async function isOver(address: string): Promise<boolean> {
  try {
    const { state } = await describeSession(address, KEY);
    return [SessionState.FINISHED, SessionState.HALTED, SessionState.PAUSED].includes(state);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
