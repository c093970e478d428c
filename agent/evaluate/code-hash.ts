import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { packageRoot } from "../../env/package-root.js";

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;
/** Such a file reads all that lie beside it. */
const REGISTRY = /await Registry\.fromFolder\("/;

/** Digits of a hash that are kept: enough to tell settings apart, short enough for each line of a file. */
const DIGITS = 16;

/**
 * A hash of compiled files and of all own files that they import, registries with their entries: what their behaviour
 * hangs on, constants included. It changes with the code, also where nothing else tells so.
 *
 * @param files absolute paths of compiled files
 * @param others absolute paths of other files that count, such as tables
 */
export function codeHash(files: readonly string[], others: readonly string[] = []): string {
  const seen = new Map<string, Buffer>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    const content = readFileSync(file);
    seen.set(file, content);
    const text = content.toString();
    for (const [, path] of text.matchAll(IMPORT)) open.push(resolve(dirname(file), path!));
    if (REGISTRY.test(text)) open.push(...filesIn(dirname(file), ".js"));
  }
  for (const file of others) seen.set(file, readFileSync(file));
  return hashOf([...seen].map(([file, content]) => [relative(packageRoot, file).split(sep).join("/"), content]));
}

/** A hash of named contents, whatever their order. */
export function hashOf(contents: readonly (readonly [string, string | Buffer])[]): string {
  const sum = createHash("sha256");
  for (const [name, content] of [...contents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    sum.update(`${name}\0${content.length}\0`).update(content);
  }
  return sum.digest("hex").slice(0, DIGITS);
}

/** Absolute paths of a folder's files with this ending. */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));
}
