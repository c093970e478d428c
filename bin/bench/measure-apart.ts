import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { SurveyMode } from "../../env/world/world-source.js";
import type { TargetCount } from "./bench-task.js";
import type { EnvBenchOptions, EnvMeasurement } from "./env-bench.js";

/** What is measured. */
export interface EnvBenchCase {
  readonly environment: string;
  readonly targets: TargetCount;
  readonly survey: SurveyMode;
  readonly options: EnvBenchOptions;
}

/**
 * Measures in a process of its own, as a user's program has one environment: code that has seen several kinds of them
 * is compiled for all, which is slower.
 *
 * @throws Error if the process ends without a result
 */
export function measureApart(benchCase: EnvBenchCase): Promise<EnvMeasurement> {
  return inOwnProcess("env-bench-process.js", benchCase);
}

/**
 * Sends a case to a new process that runs a script of this folder, and waits for what it sends back.
 *
 * @param flags of Node
 * @throws Error if the process ends without a result
 */
export function inOwnProcess<Case extends object, Measurement>(
  script: string,
  benchCase: Case,
  flags: readonly string[] = [],
): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const execArgv = [...process.execArgv, ...flags];
    const child = fork(fileURLToPath(new URL(script, import.meta.url)), { stdio: "inherit", execArgv });
    child.once("message", (measurement) => {
      resolve(measurement as Measurement);
      child.disconnect();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the measuring process ended with code ${code} and no result`)));
    child.send(benchCase);
  });
}
