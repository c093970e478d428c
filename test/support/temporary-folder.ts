import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Lets `use` work with a folder of these files, by path in it; the folder is gone afterwards.
 *
 * @example withTemporaryFolder({ "a.yaml": "name: a\n" }, (folder) => loadScenario(join(folder, "a.yaml")));
 */
export function withTemporaryFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => T,
): T {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cryogym-test-")));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
