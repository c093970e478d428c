import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { packageRoot } from "../../../env/package-root.js";
import type { PrepareOptions } from "../../policy.js";
import type { LoadedCheckpoint } from "../checkpoint/load-checkpoint.js";
import type { LearnedPolicy } from "./learned-policy.js";

interface Ready {
  readonly checkpoint: LoadedCheckpoint;
  readonly create: () => LearnedPolicy;
}

/** What was loaded in this thread, by absolute folder. */
const loaded = new Map<string, Ready>();

/** The folder of a checkpoint that is given by its folder or, relative to `checkpoints/`, by its name. */
export function checkpointFolder(given = "default"): string {
  if (isAbsolute(given)) return given;
  const here = resolve(given);
  return existsSync(join(here, "card.json")) ? here : join(packageRoot, "checkpoints", given);
}

/** Absolute paths of a checkpoint's files. */
export function checkpointFilesOf(given?: string): string[] {
  return ["card.json", "model.json", "weights.bin"].map((name) => join(checkpointFolder(given), name));
}

/**
 * Loads a checkpoint, and TensorFlow.js with it, unless it is loaded already.
 *
 * @throws UserError as `readCheckpoint` and `chooseBackend`
 */
export async function prepareLearned(given?: string, options: PrepareOptions = {}): Promise<void> {
  const folder = checkpointFolder(given);
  if (loaded.has(folder)) return;
  // TensorFlow.js takes a while to load, and most commands do not need it.
  const { chooseBackend } = await import("../backend/choose-backend.js");
  const { loadCheckpoint } = await import("../checkpoint/load-checkpoint.js");
  const { LearnedPolicy } = await import("./learned-policy.js");
  const { sentence } = await chooseBackend(options.backend ?? "auto");
  options.onBackend?.(sentence);
  const checkpoint = await loadCheckpoint(folder);
  loaded.set(folder, { checkpoint, create: () => new LearnedPolicy(checkpoint) });
}

/** @throws Error unless {@link prepareLearned} has loaded it in this thread */
export function createLearned(given?: string): LearnedPolicy {
  const ready = loaded.get(checkpointFolder(given));
  if (ready === undefined) throw new Error("the policy 'learned' has to be prepared before it is created");
  return ready.create();
}
