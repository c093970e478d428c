import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { UserError } from "../../../env/errors.js";
import { packageRoot } from "../../../env/package-root.js";
import type { Policy, PrepareOptions } from "../../policy.js";

/** Makes a policy of what was loaded. */
type Create = () => Policy;

/** Kinds of checkpoints, as their cards name them. TensorFlow.js takes a while to load, and most commands do not need it. */
const kinds: Readonly<Record<string, (folder: string) => Promise<Create>>> = {
  hierarchical: async (folder) => {
    const { loadCheckpoint } = await import("../checkpoint/load-checkpoint.js");
    const { LearnedPolicy } = await import("./learned-policy.js");
    const checkpoint = await loadCheckpoint(folder);
    return () => new LearnedPolicy(checkpoint);
  },
  "flat-dqn": async (folder) => {
    const { loadFlatCheckpoint } = await import("../dqn/flat-checkpoint.js");
    const { FlatDqnPolicy } = await import("../dqn/flat-dqn-policy.js");
    const checkpoint = await loadFlatCheckpoint(folder);
    return () => new FlatDqnPolicy(checkpoint);
  },
};

/** What was loaded in this thread, by absolute folder. */
const loaded = new Map<string, Create>();

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
  const { kindOfCheckpoint } = await import("../checkpoint/read-checkpoint.js");
  const kind = kindOfCheckpoint(folder);
  const load = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (load === undefined) {
    throw new UserError(
      `${join(folder, "card.json")}: kind: '${kind}' is not known; this version of cryogym reads ${Object.keys(kinds).join(", ")}`,
    );
  }
  const { chooseBackend } = await import("../backend/choose-backend.js");
  const { sentence } = await chooseBackend(options.backend ?? "auto");
  options.onBackend?.(sentence);
  loaded.set(folder, await load(folder));
}

/** @throws Error unless {@link prepareLearned} has loaded it in this thread */
export function createLearned(given?: string): Policy {
  const folder = checkpointFolder(given);
  const create = loaded.get(folder);
  if (create === undefined) {
    throw new Error(
      `the policy 'learned' has to be prepared before it is created, and ${folder} was not, or could not be`,
    );
  }
  return create();
}
