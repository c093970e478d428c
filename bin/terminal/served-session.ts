import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SessionEpisode } from "../../agent/evaluate/compare-on-session.js";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import type { SessionRun } from "../../agent/report/session-report-data.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import type { SessionEvent } from "../../env/session/session-recorder.js";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { isSessionEvent } from "../../server/services/event-codec.js";
import { describeSession, watchSession } from "../../server/watch-session.js";
import { preparedFor } from "./backend-option.js";
import { type RunningCommand, startCommand } from "./child-process.js";
import { SessionBar } from "./session-bar.js";
import { simulatedDriver } from "./simulated-driver.js";

const SESSION_KEY = "run";
/** Exit code of a process that an interrupt ended. */
const INTERRUPTED = 130;
const INTERRUPT_MILLISECONDS = 500;

export interface ServedSessionOptions {
  readonly scenario: Scenario;
  /** The same session in simulation. */
  readonly episode: SessionEpisode;
  readonly policy: string;
  /** What the policy's network computes on, if it has one. */
  readonly backend: BackendChoice;
  readonly seed: number;
  /** Simulated seconds a real second. */
  readonly speed: number;
  readonly dataFolder: string | undefined;
  /** Where the microscope keeps its ledger and movies. */
  readonly folder: string;
}

/** What a served session came to. */
export interface ServedSession {
  readonly run: SessionRun;
  /** Each exposed hole's decision in a sentence. */
  readonly reasons: ReadonlyMap<string, string>;
  /** Empty if it was not halted. */
  readonly haltReason: string;
}

/**
 * Runs a session with the three processes of a facility (policy server, simulated microscope, driver), shows it
 * while it runs, and ends them all. An interrupt ends them too, and then this process.
 *
 * @throws Error if one of them fails
 */
export async function runServedSession(options: ServedSessionOptions): Promise<ServedSession> {
  const { scenario, policy, backend, speed, dataFolder, folder } = options;
  const started: RunningCommand[] = [];
  const stopAll = () => Promise.all(started.map((command) => command.stop()));
  const start = async (...args: string[]) => {
    const command = await startCommand(args);
    started.push(command);
    return command;
  };
  let isInterrupted = false;
  const interrupted = () => {
    isInterrupted = true;
    process.stderr.write("\nStopping the server, the driver and the microscope …\n");
    void stopAll().then(() => process.exit(INTERRUPTED));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupted);
  const common = ["--scenario", scenario.file, "--seed", String(options.seed)];
  const data = dataFolder === undefined ? [] : ["--data", dataFolder];
  const budget = ["--budget-minutes", String(scenario.plan.budgetSeconds / 60)];
  const session = ["--session", SESSION_KEY];
  try {
    const decides = ["--policy", policy, "--backend", backend];
    const journal = ["--journal", join(folder, "server")];
    const server = await start("serve", ...common, ...budget, ...decides, ...journal, "--listen", "127.0.0.1:0");
    const { onBackend } = preparedFor(backend);
    server.process.on("message", ({ computesOn }: { computesOn?: string }) => {
      if (computesOn !== undefined) onBackend?.(computesOn);
    });
    const address = String(server.ready.address);
    const scope = ["--folder", join(folder, "microscope"), "--speed", String(speed), "--server", address];
    const microscope = await start("microscope", ...common, ...data, ...scope, ...session);
    const drives = simulatedDriver({
      folder: join(folder, "driver"),
      port: Number(microscope.ready.port),
      server: address,
      session: SESSION_KEY,
      movies: join(folder, "microscope", "movies"),
    });
    const driver = await start(...drives);
    const watched = await watchToEnd(address, options, driver);
    const { haltReason } = await describeSession(address, SESSION_KEY);
    return { ...watched, haltReason };
  } catch (error) {
    // An interrupt may reach the others before this process: what it tore down is no error.
    await sleep(INTERRUPT_MILLISECONDS);
    if (isInterrupted) await new Promise(() => {});
    throw error;
  } finally {
    await stopAll();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupted);
  }
}

function isStopped(state: SessionState): boolean {
  return state === SessionState.HALTED || state === SessionState.PAUSED;
}

/** Shows the session while it runs and keeps its events and the reasons of its decisions. */
async function watchToEnd(address: string, { episode, policy }: ServedSessionOptions, driver: RunningCommand) {
  const events: SessionEvent[] = [];
  const reasons = new Map<string, string>();
  const bar = new SessionBar(episode.world.data.tree, episode.world.plan.budgetSeconds);
  let sentence = "";
  const driverEnds = driver.ended.then((code) => {
    if (code !== 0) throw new Error(`the driver ended with code ${code}${driver.messages()}`);
  });
  const watch = async () => {
    for await (const event of watchSession(address, SESSION_KEY)) {
      bar.show(event);
      if (event.kind === "decided") sentence = event.reason.sentence;
      // Nobody is there to resume it.
      if (event.kind === "stateChanged" && isStopped(event.state)) return;
      if (!isSessionEvent(event)) continue;
      events.push(event);
      if (event.kind === "exposed") reasons.set(event.target, sentence);
    }
  };
  try {
    await Promise.race([watch(), driverEnds.then(() => new Promise(() => {}))]);
  } finally {
    bar.stop();
  }
  return { run: { policy, events }, reasons };
}
