import { dirname } from "node:path";
import { dataFolders } from "./data-folders.js";
import { joinErrors, plain } from "./document/located.js";
import { mergeMaps } from "./document/merge-maps.js";
import { readExtended } from "./extend.js";
import { scenariosFolder } from "./scenario-files.js";

/**
 * What several files give when a scenario extends them, as plain data, unchecked; the later ones win.
 *
 * @throws UserError with `file:line:column` if one can't be read
 */
export function readExtendedData(files: readonly string[]): Readonly<Record<string, unknown>> {
  const roots = files.map((file) => {
    const { root, found } = readExtended(file, [dirname(file), scenariosFolder, ...dataFolders()]);
    if (root === undefined || found.length > 0) throw joinErrors(file, found);
    return root;
  });
  return plain(roots.reduce(mergeMaps)) as Readonly<Record<string, unknown>>;
}
