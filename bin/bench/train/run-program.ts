import { execFile } from "node:child_process";

/** How many lines of what a program wrote to standard error are told. */
const TOLD_LINES = 12;
const LARGEST_OUTPUT_BYTES = 64 * 2 ** 20;

/** A program could not be run, or ended with another code than 0. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  constructor(
    message: string,
    /** A system error such as ENOENT, an exit code, or undefined after a signal. */
    readonly code: string | number | undefined,
    /** The last that it wrote to standard error. */
    readonly lastLines: string,
  ) {
    super(message);
  }
}

/**
 * Runs a program to its end.
 *
 * @param environment variables that it has beside those of this process
 * @returns what it wrote to standard output
 * @throws ProgramError
 */
export function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...environment }, maxBuffer: LARGEST_OUTPUT_BYTES };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
        return;
      }
      const lastLines = stderr.trimEnd().split("\n").slice(-TOLD_LINES).join("\n");
      reject(new ProgramError(`${program} failed: ${error.message}`, error.code ?? undefined, lastLines));
    });
  });
}

/** Whether there is no such program. */
export function isMissing(error: unknown): boolean {
  return error instanceof ProgramError && (error.code === "ENOENT" || error.code === "EACCES");
}
