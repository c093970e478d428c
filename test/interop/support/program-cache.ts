import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Ended, runToEnd } from "./run-to-end.js";

/** Where programs of other people are installed, once for all checkouts. */
export const programCache = join(homedir(), ".cache", "cryogym");

/** The longest that an installation may take, milliseconds: a compiler on a busy machine. */
export const INSTALL_MILLISECONDS = 1_200_000;

const ATTEMPTS = 3;
const RETRY_SECONDS = 5;

/** Runs an installer at the lowest priority, and again if it fails. @throws Error naming what can't be installed */
export async function install(
  what: string,
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const began = performance.now();
  say(`installing ${what} …`);
  for (let attempt = 1; ; attempt++) {
    const ended = await runToEnd(program, args, { environment, isBackground: true, seconds: 900 });
    if (ended.code === 0) break;
    if (attempt === ATTEMPTS || ended.isMissing) throw new Error(cannotInstall(what, ended));
    say(`${what} could not be installed; trying again in ${RETRY_SECONDS * attempt} s …`);
    await delay(1000 * RETRY_SECONDS * attempt);
  }
  say(`installed ${what} in ${Math.round((performance.now() - began) / 1000)} s`);
}

/**
 * A program that is written in Go, of one version: built once with `go install`, found from then on.
 *
 * @param module such as `github.com/bojand/ghz`
 * @param version such as `v0.93.0`
 * @returns the program's file
 * @throws Error if it can't be installed
 */
export async function goProgram(name: string, module: string, version: string): Promise<string> {
  const bin = join(programCache, "bin");
  const file = join(bin, name);
  const what = `${name} ${version}`;
  const isThere = async () => {
    if (!existsSync(file)) return false;
    const { stdout, code } = await runToEnd("go", ["version", "-m", file]);
    return code === 0 && stdout.includes(`\tmod\t${module}\t${version}\t`);
  };
  if (await isThere()) return file;
  mkdirSync(bin, { recursive: true });
  await install(what, "go", ["install", `${module}/cmd/${name}@${version}`], { GOBIN: bin });
  if (!(await isThere())) throw new Error(`${what} was installed, but ${file} is another version`);
  return file;
}

/** Tells what takes time. */
export function say(sentence: string): void {
  process.stderr.write(`    ${sentence}\n`);
}

export function cannotInstall(what: string, { isMissing, program, stderr, code }: Ended): string {
  if (isMissing) return `${what} can't be installed: there is no '${program}' on this machine`;
  const last = stderr.trimEnd().split("\n").slice(-12).join("\n");
  return `${what} can't be installed: '${program}' ended with code ${code}\n${last}`;
}
