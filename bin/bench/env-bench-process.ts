import { measureEnv } from "./env-bench.js";
import type { EnvBenchCase } from "./measure-apart.js";

/** What `measureApart` starts: measures the one case that it is sent, and sends the result back. */
process.once("message", ({ environment, targets, survey, options }: EnvBenchCase) => {
  process.send!(measureEnv(environment, targets, survey, options));
});
