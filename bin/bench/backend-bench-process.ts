import { UserError } from "../../env/errors.js";
import { type BackendBenchCase, type BackendMeasurement, measureBackend } from "./backend-bench.js";

/** What comes back: a measurement, or why the backend does not load. */
export type BackendBenchResult = BackendMeasurement | { readonly missing: string };

/** What `inOwnProcess` starts: measures the one case that it is sent, and sends the result back. */
process.once("message", async (benchCase: BackendBenchCase) => {
  process.send!(await measured(benchCase));
});

async function measured(benchCase: BackendBenchCase): Promise<BackendBenchResult> {
  try {
    return await measureBackend(benchCase);
  } catch (error) {
    if (error instanceof UserError) return { missing: error.message };
    throw error;
  }
}
