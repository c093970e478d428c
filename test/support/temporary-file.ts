import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Lets `use` work with a file of this content; the file is gone afterwards.
 *
 * @example withTemporaryFile("table.csv", "grid,square\n", (file) => readSessionTable(file, []));
 */
export function withTemporaryFile<T>(name: string, content: string, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "cryogym-test-"));
  try {
    const file = join(folder, name);
    writeFileSync(file, content);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
