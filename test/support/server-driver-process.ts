import { join } from "node:path";
import { type RunningCommand, startCommand } from "../../bin/terminal/child-process.js";
import { simulatedDriver } from "../../bin/terminal/simulated-driver.js";
import type { Target } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { temporaryFolder } from "./server-microscope.js";
import { ScriptedServer, type ScriptedServerOptions } from "./server-scripted-server.js";

/** A group and its holes, as a survey told of them. */
export interface SurveyedGroup {
  readonly group: Target;
  readonly square: Target;
  readonly holes: readonly Target[];
}

/** A microscope and a driver of their own process each, and a scripted server in this one. */
export interface DriverProcesses {
  readonly server: ScriptedServer;
  /** The microscope's folder. */
  readonly folder: string;
  /** The driver that runs now. */
  driver(): RunningCommand;
  /** Starts a driver; a new one goes on with the state of the one before. */
  start(): Promise<void>;
  /** Ends the driver as a power cut does. */
  kill(): Promise<void>;
  /** Groups of the first grid's squares with at least so many holes. */
  groups(leastHoles: number): SurveyedGroup[];
  close(): Promise<void>;
}

/** @param speed simulated seconds a real second */
export async function startDriverProcesses(
  speed: number,
  options: Partial<ScriptedServerOptions> = {},
): Promise<DriverProcesses> {
  const temporary = temporaryFolder();
  const folder = join(temporary.path, "microscope");
  const server = new ScriptedServer({ serverId: "s", leaseTerm: 1, endsOnHalted: false, ...options });
  const address = await server.start();
  const world = ["--scenario", "y1-like", "--seed", "3", "--folder", folder, "--speed", `${speed}`, "--careless"];
  const microscope = await startCommand(["microscope", ...world]);
  let driver: RunningCommand | undefined;
  const drives = simulatedDriver({
    folder: temporary.path,
    port: Number(microscope.ready.port),
    server: address,
    session: "killed",
    movies: join(folder, "movies"),
    more: { evidence_grace_seconds: 0.3 },
  });
  return {
    server,
    folder,
    driver: () => driver!,
    async start() {
      driver = await startCommand(drives);
    },
    async kill() {
      driver!.process.kill("SIGKILL");
      await driver!.ended;
    },
    groups(leastHoles) {
      const targets = server.of("survey").flatMap(({ survey }) => survey.targets);
      const byId = new Map(targets.map((target) => [target.id, target]));
      return targets.flatMap((group) => {
        if (group.level !== 3) return [];
        const holes = targets.filter(({ parentId, status }) => parentId === group.id && status === 1);
        return holes.length < leastHoles ? [] : [{ group, square: byId.get(group.parentId)!, holes }];
      });
    },
    async close() {
      await driver?.stop();
      await microscope.stop();
      server.close();
      temporary.remove();
    },
  };
}
