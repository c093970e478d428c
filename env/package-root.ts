import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "cryogym") return folder;
    const parent = dirname(folder);
    if (parent === folder) throw new Error("cryogym's package.json was not found above its own code");
    folder = parent;
  }
}

/** Folder of the installed package: where `scenarios/`, `checkpoints/` and `proto/` are. */
export const packageRoot = findRoot();

/** The version in package.json. */
export const packageVersion: string = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")).version;
