import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Where a script of this folder is. */
export function scriptFile(name: string): string {
  return fileURLToPath(new URL(`${name}.js`, import.meta.url));
}

/** Runs a script of this folder in a process of its own. @returns what it wrote on standard output */
export function runScript(name: string, ...values: readonly string[]): string {
  return output(name, spawnSync(process.execPath, [scriptFile(name), ...values]));
}

/** As {@link runScript}, where no file may become larger than this, KiB. */
export function runScriptWithSmallFiles(kibibytes: number, name: string, ...values: readonly string[]): string {
  const limited = `ulimit -f ${kibibytes} && exec "$@"`;
  return output(name, spawnSync("bash", ["-c", limited, "bash", process.execPath, scriptFile(name), ...values]));
}

function output(name: string, { stdout, stderr }: { readonly stdout: Buffer; readonly stderr: Buffer }): string {
  if (stdout.length === 0) throw new Error(`${name} wrote nothing; on standard error: ${stderr}`);
  return stdout.toString();
}
