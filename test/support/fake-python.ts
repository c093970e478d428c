import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes a program that stands in for Python into a folder.
 *
 * @param body lines of a shell script
 * @example fakePython(folder, 'echo "$# arguments"')
 */
export function fakePython(folder: string, body: string): string {
  const file = join(folder, "fake-python");
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}
