import { main } from "../../bin/cli.js";

/** What a command left behind. */
export interface EndedCommand {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `cryogym ARGS` in this process, which takes a tenth of the time of another one. What it writes is kept, not shown, as
 * if it went into files; calls wait for each other.
 */
export function mainInProcess(...args: string[]): Promise<EndedCommand> {
  const ended = last.then(() => run(args));
  last = ended.catch(() => {});
  return ended;
}

/** The same in a folder that paths hang on. */
export function mainInFolder(folder: string, ...args: string[]): Promise<EndedCommand> {
  const ended = last.then(async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      return await run(args);
    } finally {
      process.chdir(before);
    }
  });
  last = ended.catch(() => {});
  return ended;
}

async function run(args: readonly string[]): Promise<EndedCommand> {
  const text = { stdout: "", stderr: "" };
  const codeBefore = process.exitCode;
  const before = (["stdout", "stderr"] as const).map((name) => {
    const { write, isTTY } = process[name];
    return { name, write, isTTY };
  });
  process.exitCode = 0;
  for (const { name } of before) {
    process[name].isTTY = false;
    process[name].write = ((chunk: string | Uint8Array) => {
      text[name] += chunk.toString();
      return true;
    }) as typeof process.stdout.write;
  }
  try {
    await main(args);
    return { code: Number(process.exitCode), ...text };
  } finally {
    for (const { name, write, isTTY } of before) Object.assign(process[name], { write, isTTY });
    process.exitCode = codeBefore;
  }
}
