import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes a program that stands in for Python into a folder.
 *
 * @param body JavaScript that finds its arguments in `args`, and `fs`
 * @example fakePython(folder, "console.log(args.length)")
 */
export function fakePython(folder: string, body: string): string {
  const file = join(folder, "fake-python.cjs");
  writeFileSync(
    file,
    `#!${process.execPath}\nconst fs = require("node:fs");\nconst args = process.argv.slice(2);\n${body}\n`,
  );
  chmodSync(file, 0o755);
  return file;
}
