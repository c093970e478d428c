import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { worldKinds } from "../world/kinds/index.js";
import { liesIn, reallyLiesIn } from "./confine.js";
import { shorten } from "./document/shorten.js";
import type { Problem } from "./schema/problems.js";
import type { KindedKey } from "./schema/scenario-schema.js";

/**
 * Where a table's name may lead: an absolute path is the user's own word; a relative one counts from the folders of the
 * scenario's files, then from the data folders, and stays in them.
 *
 * @returns absolute paths in the order of looking; none if the name leads out of the folders
 */
export function tableCandidates(table: string, files: readonly string[], folders: readonly string[]): string[] {
  if (isAbsolute(table)) return [table];
  const roots = [...new Set([...files.map((file) => dirname(file)), ...folders])];
  return roots.map((root) => join(root, table)).filter((path) => liesIn(roots, path));
}

/** The first candidate that is there and that no link leads out of the folders. */
export function findTable(table: string, files: readonly string[], folders: readonly string[]): string | undefined {
  const candidates = tableCandidates(table, files, folders).filter((path) => existsSync(path));
  if (isAbsolute(table)) return candidates[0];
  const roots = [...files.map((file) => dirname(file)), ...folders];
  return candidates.find((path) => reallyLiesIn(roots, path));
}

/** Names of tables that lead out of the folders. */
export function tableProblems(
  data: Readonly<Record<string, unknown>>,
  options: Readonly<Record<KindedKey, unknown>>,
  files: readonly string[],
  folders: readonly string[],
): Problem[] {
  const world = data.world as Readonly<Record<string, unknown>> | undefined;
  if (options.world === undefined || world === undefined) return [];
  const tables = worldKinds.get(String(world.kind)).tables(options.world);
  return tables
    .filter((table) => tableCandidates(table, files, folders).length === 0)
    .map((table) => {
      const key = Object.keys(world).find((name) => world[name] === table);
      const text = `'${shorten(table)}' leads out of the scenario's folder and the data folders; give an absolute path`;
      return {
        path: key === undefined ? ["world"] : ["world", key],
        at: "value",
        text: `world.${key ?? "table"}: ${text}`,
      };
    });
}
