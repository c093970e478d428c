import { join } from "node:path";
import type { DriveEnd, DriveSessionOptions } from "../../server/drivers/drive-session.js";
import { driveSession } from "../../server/drivers/drive-session.js";
import type { Instrument } from "../../server/drivers/instrument.js";
import { silentLog } from "./server-in-process.js";
import { temporaryFolder } from "./server-microscope.js";
import { ScriptedServer, type ScriptedServerOptions } from "./server-scripted-server.js";
import { until } from "./server-wait.js";

/** A scripted server and the file of a driver that obeys it. */
export interface DriverBench {
  readonly server: ScriptedServer;
  readonly stateFile: string;
  readonly address: string;
  /** Starts a driver with the file. */
  drive(instrument: Instrument, more?: Partial<DriveSessionOptions>): Promise<DriveEnd>;
  /** Waits until something was said. */
  heard(what: Parameters<ScriptedServer["of"]>[0], times?: number): Promise<void>;
  close(): void;
}

/** A server in this process for drivers in this process. */
export async function driverBench(options: Partial<ScriptedServerOptions> = {}): Promise<DriverBench> {
  const server = new ScriptedServer({ serverId: "s", leaseTerm: 1, endsOnHalted: false, ...options });
  const address = await server.start();
  const folder = temporaryFolder();
  const stateFile = join(folder.path, "state", "driver.sqlite");
  return {
    server,
    stateFile,
    address,
    drive(instrument, more = {}) {
      const common = { server: address, sessionKey: "bench", driverName: "bench", log: silentLog, stateFile };
      const driven = driveSession({ ...common, instrument, evidenceGraceSeconds: 0.05, ...more });
      // Its rejection is looked at later, or the test ends before.
      driven.catch(() => {});
      return driven;
    },
    heard: (what, times = 1) => until(`${times} ${what}`, () => server.of(what).length >= times),
    close() {
      server.close();
      folder.remove();
    },
  };
}
