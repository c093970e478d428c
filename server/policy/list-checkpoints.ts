import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCard } from "../../agent/learn/checkpoint/read-card.js";
import { checkpointFilesOf } from "../../agent/learn/policy/loaded-checkpoints.js";
import { packageRoot } from "../../env/package-root.js";

/** A checkpoint that comes with the package. */
export interface ListedCheckpoint {
  /** As in `learned:NAME`. */
  readonly name: string;
  readonly purpose: string;
  /** SHA-256 over its files. */
  readonly hash: string;
  readonly featureSchemaVersion: number;
  /** Why it can't be used; empty if nothing is known against it. */
  readonly problem: string;
}

/** The checkpoints that come with the package, by name. */
export function listCheckpoints(): ListedCheckpoint[] {
  const folder = join(packageRoot, "checkpoints");
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names.map(({ name }) => described(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function described(name: string): ListedCheckpoint {
  try {
    const files = checkpointFilesOf(name);
    const card = readCard(files[0]!);
    const sum = createHash("sha256");
    for (const file of files) sum.update(readFileSync(file));
    const featureSchemaVersion = "featureSchemaVersion" in card ? Number(card.featureSchemaVersion) : 0;
    return { name, purpose: card.purpose, hash: sum.digest("hex"), featureSchemaVersion, problem: "" };
  } catch (error) {
    return { name, purpose: "", hash: "", featureSchemaVersion: 0, problem: (error as Error).message };
  }
}
