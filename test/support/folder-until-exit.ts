import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

/**
 * A new empty folder for what outlives one test, such as the journal of a server that tests share. It is removed when the
 * process ends, however a test ends; only a process that is killed leaves it behind.
 */
export function folderUntilExit(prefix: string): string {
  if (folders.length === 0) {
    process.on("exit", () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  folders.push(folder);
  return folder;
}
