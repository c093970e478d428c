import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { checkpointFolder } from "../../agent/learn/policy/loaded-checkpoints.js";
import { UserError } from "../../env/errors.js";
import { preparedFor } from "../terminal/backend-option.js";

/** `cryogym checkpoint verify`: a line for each checkpoint; code 1 if one does not fit. */
export async function verifyCheckpoints(given: readonly string[], backend: BackendChoice): Promise<void> {
  // TensorFlow.js takes a while to load, and most commands do not need it.
  const { chooseBackend } = await import("../../agent/learn/backend/choose-backend.js");
  const { verifyCheckpoint } = await import("../../agent/learn/checkpoint/verify-checkpoint.js");
  preparedFor(backend).onBackend?.((await chooseBackend(backend)).sentence);
  for (const name of given) {
    const folder = checkpointFolder(name);
    try {
      await verifyCheckpoint(folder);
      process.stdout.write(`${folder}: fits\n`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stdout.write(`${error.message}\n`);
      process.exitCode = 1;
    }
  }
}
