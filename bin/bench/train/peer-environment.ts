import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../../env/errors.js";
import { packageRoot } from "../../../env/package-root.js";
import { isMissing, type ProgramError, runProgram } from "./run-program.js";

/** Where the peer's Python code and its requirements lie. */
export const peerFolder = join(packageRoot, "bin", "bench", "train", "peer");

/** Where the virtual environment is made where no folder is given. */
export const defaultEnvironment = join(homedir(), ".cache", "cryogym", "sb3");

/** What is there when everything is installed, with the requirements that were. */
const STAMP = "cryogym-requirements.txt";
const ATTEMPTS = 3;

/** How {@link preparePeer} works. */
export interface PeerEnvironmentOptions {
  /** Of the virtual environment; default {@link defaultEnvironment}. */
  readonly folder?: string;
  /** The Python that makes it; default `python3`. */
  readonly python?: string;
  /** Told what is done, a sentence at a time; default: standard error. */
  readonly say?: (sentence: string) => void;
  /** Before a download that failed is tried again; grows with each attempt. */
  readonly retrySeconds?: number;
}

/**
 * Makes a virtual environment with Stable-Baselines3's MaskablePPO, or finds the one that it made before.
 * pip's own settings hold: one with torch's CPU-only packages (`PIP_EXTRA_INDEX_URL`) makes it far smaller.
 *
 * @returns the environment's Python
 * @throws UserError if there is no Python 3 with venv, if the folder holds something else, or if the packages can't be
 *   installed
 * @example await measurePeer(await preparePeer({ folder: "/tmp/sb3" }), { processes: 2 })
 */
export async function preparePeer(options: PeerEnvironmentOptions = {}): Promise<string> {
  const { folder = defaultEnvironment, python = "python3", say = toStandardError, retrySeconds = 5 } = options;
  const own = process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const requirements = join(peerFolder, "requirements.txt");
  const wanted = readFileSync(requirements, "utf8");
  const stamp = join(folder, STAMP);
  if (existsSync(own) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return own;
  requireOurs(folder);
  say(
    `Making a virtual environment in ${folder} with ${wanted.trim().split("\n").join(", ")}: about two minutes, and 5.4 GB where torch comes with CUDA (Linux on x86-64) …`,
  );
  mkdirSync(folder, { recursive: true });
  await makeEnvironment(python, folder);
  await install(own, requirements, say, retrySeconds);
  await tryOut(own, folder);
  writeFileSync(stamp, wanted);
  say("Done; the next run finds it there.");
  return own;
}

function toStandardError(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** What pip was interrupted in is ours, too: it goes on with it. */
function requireOurs(folder: string): void {
  if (!existsSync(folder) || existsSync(join(folder, "pyvenv.cfg"))) return;
  if (readdirSync(folder).length === 0) return;
  throw new UserError(`${folder} is no virtual environment and not empty: give another folder`);
}

async function makeEnvironment(python: string, folder: string): Promise<void> {
  try {
    await runProgram(python, ["-m", "venv", folder]);
  } catch (error) {
    if (isMissing(error)) {
      throw new UserError(`can't run ${python}: install Python 3.10 or later, or name the one to use`);
    }
    throw new UserError(
      `${python} can't make a virtual environment in ${folder}: install its venv module (Debian: apt install python3-venv).\n${tail(error)}`,
    );
  }
}

async function install(own: string, requirements: string, say: (sentence: string) => void, retrySeconds: number) {
  const flags = ["--disable-pip-version-check", "--quiet", "--progress-bar", "off", "--retries", "5"];
  for (let attempt = 1; ; attempt++) {
    try {
      await runProgram(own, ["-m", "pip", "install", ...flags, "--requirement", requirements]);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) {
        throw new UserError(
          `pip could not install the packages in ${ATTEMPTS} attempts: check the network, the space on the disk and pip's settings, then run this again.\n${tail(error)}`,
        );
      }
      say(`pip failed; trying again in ${retrySeconds * attempt} s …`);
      await delay(1000 * retrySeconds * attempt);
    }
  }
}

async function tryOut(own: string, folder: string): Promise<void> {
  try {
    await runProgram(own, ["-c", "import torch, sb3_contrib"]);
  } catch (error) {
    throw new UserError(
      `what is installed in ${folder} can't be loaded: remove the folder and run this again.\n${tail(error)}`,
    );
  }
}

function tail(error: unknown): string {
  return (error as ProgramError).lastLines ?? String(error);
}
