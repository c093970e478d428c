import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

export interface SimulatedDriverOptions {
  /** Where its configuration and its state are. */
  readonly folder: string;
  /** The simulated microscope's. */
  readonly port: number;
  /** `host:port` of the policy server. */
  readonly server: string;
  readonly session: string;
  /** Where movies appear. Default: nothing is evident after a restart. */
  readonly movies?: string;
  /** More of the configuration. */
  readonly more?: object;
}

/** Writes a configuration for a driver of the simulated microscope. @returns the arguments that start it */
export function simulatedDriver({ folder, port, server, session, movies, more }: SimulatedDriverOptions): string[] {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "driver.yaml");
  const driver = { kind: "simulated", port, ...(movies !== undefined && { movies }) };
  writeFileSync(config, stringify({ driver, session, log_level: "warn", ...more }));
  return ["drive", "--server", server, "--driver", "simulated", "--config", config];
}
