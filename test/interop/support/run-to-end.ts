import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";

/** A program that has ended. */
export interface Ended {
  readonly program: string;
  /** −1 if it was not there, or did not end by itself. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** There is no such program. */
  readonly isMissing: boolean;
}

export interface RunOptions {
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** It is ended after so long. Default 60. */
  readonly seconds?: number;
  /** It has the lowest priority. */
  readonly isBackground?: boolean;
}

/** Runs a program to its end, whatever its code is. */
export function runToEnd(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { environment = {}, seconds = 60, isBackground = false } = options;
  return new Promise((resolve) => {
    let [stdout, stderr] = ["", ""];
    const child = spawn(program, [...args], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: seconds * 1000,
    });
    // What it starts has the same priority.
    if (isBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      resolve({ program, code: -1, stdout, stderr: error.message, isMissing: error.code === "ENOENT" });
    });
    child.once("close", (code, signal) => {
      if (signal !== null) stderr += `\nended by ${signal} (at most ${seconds} s)`;
      resolve({ program, code: code ?? -1, stdout, stderr, isMissing: false });
    });
  });
}
