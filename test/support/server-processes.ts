import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { type RunningCommand, startCommand } from "../../bin/terminal/child-process.js";
import { simulatedDriver } from "../../bin/terminal/simulated-driver.js";
import type { GetSessionResponse, WatchSessionResponse } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type LedgerEntry, readLedger } from "../../server/microscope/ledger.js";
import type { WatchedEvent } from "../../server/services/event-codec.js";
import { describeSession, watchSession } from "../../server/watch-session.js";
import { rawEvents } from "./server-in-process.js";
import { TcpProxy } from "./server-proxy.js";

const SESSION_KEY = "served";

export interface ServedSessionOptions {
  readonly scenario: string;
  readonly policy: string;
  readonly seed: number;
  readonly budgetMinutes: number;
  /** A new folder for the microscope. */
  readonly folder: string;
}

/** What is left of a session that three processes ran. */
export interface ServedSession {
  /** As they were watched while it ran. */
  readonly watched: readonly WatchedEvent[];
  /** As the protocol carries them, asked for afterwards. */
  readonly recorded: readonly WatchSessionResponse[];
  readonly session: GetSessionResponse;
  readonly ledger: readonly LedgerEntry[];
  /** All bytes that the driver sent to the server. */
  readonly driverToServer: Buffer;
  /** All text that the microscope answered the driver. */
  readonly microscopeToDriver: string;
}

/** Runs a whole session with a server, a microscope and a driver of their own process each. */
export async function runServedSession(options: ServedSessionOptions): Promise<ServedSession> {
  const { scenario, policy, seed, budgetMinutes } = options;
  const folder = join(options.folder, "microscope");
  const started: RunningCommand[] = [];
  const proxies: TcpProxy[] = [];
  const start = async (...args: string[]) => {
    const command = await startCommand(args);
    started.push(command);
    return command;
  };
  const between = async (port: number) => {
    const proxy = await TcpProxy.start(port);
    proxies.push(proxy);
    return proxy;
  };
  const common = ["--scenario", scenario, "--seed", `${seed}`];
  try {
    const budget = ["--budget-minutes", `${budgetMinutes}`];
    const server = await start("serve", ...common, ...budget, "--policy", policy, "--listen", "127.0.0.1:0");
    const address = String(server.ready.address);
    const pipeline = ["--server", address, "--session", SESSION_KEY];
    const microscope = await start("microscope", ...common, "--folder", folder, ...pipeline);
    const toServer = await between(Number(address.split(":")[1]));
    const toMicroscope = await between(Number(microscope.ready.port));
    const watching = collect(watchSession(address, SESSION_KEY));
    const drives = simulatedDriver({
      folder: join(options.folder, "driver"),
      port: toMicroscope.port,
      server: `127.0.0.1:${toServer.port}`,
      session: SESSION_KEY,
    });
    const driver = await start(...drives);
    const code = await driver.ended;
    if (code !== 0) throw new Error(`the driver ended with code ${code}${driver.messages()}`);
    return {
      watched: await watching,
      recorded: await rawEvents(address, SESSION_KEY),
      session: await describeSession(address, SESSION_KEY),
      ledger: readLedger(folder),
      driverToServer: toServer.toTarget,
      microscopeToDriver: toMicroscope.fromTarget.toString(),
    };
  } finally {
    await Promise.all(started.map((command) => command.stop()));
    for (const proxy of proxies) proxy.close();
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Ids of the processes that a process started, and theirs. */
export function descendants(pid: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const parents = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (id: number): number[] =>
    parents.flatMap(([child, parent]) => (parent === id && child !== undefined ? [child, ...below(child)] : []));
  return below(pid);
}

/** Whether a process still runs; one that ended and that nobody has asked about yet does not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", `${pid}`], { encoding: "utf8" });
  const state = stdout.trim();
  return state !== "" && !state.startsWith("Z");
}
