import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { UserError } from "../../env/errors.js";
import { packageRoot } from "../../env/package-root.js";

const STOP_MILLISECONDS = 3_000;

/** One of cryogym's own commands, running as a process of its own. */
export interface RunningCommand {
  readonly process: ChildProcess;
  /** What the command announced when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** The exit code, when it has ended. */
  readonly ended: Promise<number>;
  /** What it wrote to standard error last, on lines of its own; empty if nothing. */
  messages(): string;
  /** Asks it to end, and makes it end if it does not. */
  stop(): Promise<void>;
}

/**
 * Starts `cryogym ARGS` and waits until it is ready. It ends with this process, however that ends.
 *
 * @param nodeFlags of Node, besides those of this process
 * @throws Error with what it wrote to standard error if it ends before it is ready
 */
export async function startCommand(
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<RunningCommand> {
  const child = fork(join(packageRoot, "dist", "bin", "main.js"), [...args], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [...process.execArgv, ...nodeFlags],
  });
  let messages = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    messages = (messages + chunk.toString()).slice(-4000);
  });
  const ended = new Promise<number>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    child.once("message", (message) => resolve(message as Record<string, unknown>));
    child.once("error", reject);
    void ended.then((code) => {
      if (code === 2) reject(new UserError(messages.trim()));
      else reject(new Error(`cryogym ${args[0]} ended with code ${code}:\n${messages}`));
    });
  });
  return {
    process: child,
    ready,
    ended,
    messages: () => (messages === "" ? "" : `:\n${messages}`),
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Tells the process that started this one of something, if that is cryogym; only once {@link announceReady} was called. */
export function tellStarter(news: Readonly<Record<string, unknown>>): void {
  if (process.connected) process.send?.(news);
}

/**
 * Says that this process is ready: to the process that started it, if that is cryogym, else on standard output.
 * From then on it ends when the other one does.
 *
 * @returns a function that says that the work is done, so that nothing keeps this process alive any more
 */
export function announceReady(facts: Readonly<Record<string, unknown>>): () => void {
  if (process.send === undefined) {
    process.stdout.write(`${JSON.stringify(facts)}\n`);
    return () => {};
  }
  const orphaned = () => process.exit(1);
  process.send(facts);
  process.on("disconnect", orphaned);
  return () => {
    process.off("disconnect", orphaned);
    if (process.connected) process.disconnect();
  };
}
