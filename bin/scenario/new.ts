import { rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { join } from "node:path/posix";
import { UserError } from "../../env/errors.js";
import { readExtendedData } from "../../env/scenario/extended-data.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { extendableFile, isPath, scenariosFolder } from "../../env/scenario/scenario-files.js";
import { requireWritable } from "../terminal/output-file.js";
import { starterText } from "./starter.js";

/** What it extends may be a part of a scenario; this gives the rest. */
const COMPLETE = "y1-like";
const PARTS = ["world", "start", "budget", "latency", "objective"];

/** Writes a starter file that loads, and says what to do next. */
export function newScenario(name: string, flags: { extends: string; out?: string }): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new UserError(`'${name}' is no scenario name; expected letters, digits, '.', '_' and '-'`);
  }
  const out = resolve(flags.out ?? `${name}.yaml`);
  if (!isPath(out)) throw new UserError(`can't write ${out}: a scenario's file ends in .yaml`);
  requireWritable(out);
  const base = extendableFile(flags.extends);
  const complete = PARTS.every((part) => part in readExtendedData([base]));
  const given = isPath(flags.extends) ? seenFrom(out, base) : flags.extends;
  const text = starterText({
    name,
    schema: seenFrom(out, resolve(scenariosFolder, "scenario.schema.json")),
    extends: complete ? [given] : [COMPLETE, given],
    inherited: readExtendedData(complete ? [base] : [extendableFile(COMPLETE), base]),
  });
  write(out, text);
  try {
    loadScenario(out);
  } catch (error) {
    rmSync(out);
    throw error;
  }
  const near = relative(process.cwd(), out);
  const file = near.startsWith("..") ? out : near;
  process.stdout.write(
    [
      `Wrote ${out}. It extends ${given}; change what shall be different, then`,
      `  cryogym scenario check ${file}`,
      `  cryogym scenario show ${file}`,
      `  cryogym evaluate --scenario ${file} --policy index,greedy,raster --episodes 20`,
      "",
    ].join("\n"),
  );
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UserError(`${file} is there already; give another name, or another file with --out`);
  }
}

/** A file's path as seen from another file's folder, as YAML and editors write it. */
function seenFrom(from: string, file: string): string {
  const way = relative(dirname(from), file);
  return isAbsolute(way) ? file : join(...way.split(sep));
}
