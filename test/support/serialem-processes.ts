import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type RunningCommand, startCommand } from "../../bin/terminal/child-process.js";
import { LineClient, temporaryFolder } from "./server-microscope.js";

/** An emulated SerialEM and a driver of it, of a process each. */
export interface SerialEmProcesses {
  /** The emulator's folder. */
  readonly scope: string;
  /** The driver's durable state. */
  readonly stateFile: string;
  /** When the STOP that is latched was heard, milliseconds since 1970; undefined if none is. */
  stoppedAt(): number | undefined;
  /** The driver that was started last. */
  driver(): RunningCommand | undefined;
  /** Starts a driver, which goes on with the state of the one before. */
  start(): Promise<void>;
  /** Ends the driver as a power cut does. */
  kill(): Promise<void>;
  /** Tells the emulator something: see its control. */
  tell(command: object): Promise<void>;
  close(): Promise<void>;
}

export interface SerialEmProcessOptions {
  /** `host:port` of the policy server. */
  readonly server: string;
  readonly session: string;
  /** As `--misbehave` takes it. */
  readonly misbehave?: string;
  readonly misbehaveSeed?: number;
}

/** Starts the emulator; its targets are those of the navigators that it has written. */
export async function startSerialEmProcesses(options: SerialEmProcessOptions): Promise<SerialEmProcesses> {
  const { server, session, misbehave = "", misbehaveSeed = 1 } = options;
  const temporary = temporaryFolder();
  const scope = join(temporary.path, "scope");
  const world = ["--scenario", "small-session", "--seed", "5", "--folder", scope, "--image-pixels", "8"];
  const wrong = ["--misbehave", misbehave, "--misbehave-seed", `${misbehaveSeed}`];
  const pipeline = ["--server", server, "--session", session, "--port", "0"];
  const emulator = await startCommand(["emulate", "serialem", ...world, ...pipeline, ...wrong]);
  const folder = join(temporary.path, "driver");
  mkdirSync(folder);
  const config = join(folder, "driver.yaml");
  const stopFile = join(folder, "stop.json");
  writeFileSync(config, stringify(configuration(scope, Number(emulator.ready.port), session)));
  let driver: RunningCommand | undefined;
  return {
    scope,
    stateFile: join(folder, "state", "driver.sqlite"),
    stoppedAt: () => (existsSync(stopFile) ? timeIn(stopFile) : undefined),
    driver: () => driver,
    async start() {
      driver = await startCommand(["drive", "--server", server, "--driver", "serialem", "--config", config]);
    },
    async kill() {
      driver?.process.kill("SIGKILL");
      await driver?.ended;
    },
    async tell(command) {
      const line = await LineClient.connect(Number(emulator.ready.controlPort));
      await line.ask(JSON.stringify({ id: 1, ...command }));
      line.close();
    },
    async close() {
      await driver?.stop();
      await emulator.stop();
      temporary.remove();
    },
  };
}

/** A latch that is being written says nothing yet. */
function timeIn(file: string): number | undefined {
  try {
    return Date.parse((JSON.parse(readFileSync(file, "utf8")) as { at: string }).at);
  } catch {
    return undefined;
  }
}

function configuration(scope: string, port: number, session: string): object {
  const disk = join(scope, "disk", "X");
  const grids = readdirSync(join(disk, "nav")).map((file) => ({
    name: file.replace(/^slot-(\d+)\.nav$/, "$1"),
    file: join(disk, "nav", file),
  }));
  return {
    driver: {
      ...{ kind: "serialem", port, movies: join(disk, "frames"), movies_folder: "X:\\frames", stop_file: "stop.json" },
      alarm_after_seconds: 2,
      shot: { coma_calibration: true, most_shift_micrometers: 20 },
    },
    session,
    finder: { kind: "nav", groups: "navigator", grids },
    evidence_grace_seconds: 0.05,
    log_level: "error",
  };
}
