import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";

export interface GracefulStopOptions {
  /** Takes in nothing more and writes down what is open. */
  readonly flush: () => Promise<void> | void;
  /** Ends streams and closes files; called even when flushing failed or took too long. */
  readonly close: () => Promise<void> | void;
  /** All of it may take so long, seconds; default 10. */
  readonly deadlineSeconds?: number;
  readonly log: Logger;
}

/**
 * Ends a server in order.
 *
 * @returns whether everything was done in time
 * @example process.exit((await gracefulStop({ flush, close, log })) ? 0 : 1);
 */
export async function gracefulStop({ flush, close, deadlineSeconds = 10, log }: GracefulStopOptions): Promise<boolean> {
  const ends = performance.now() + deadlineSeconds * 1000;
  const flushed = await within(ends, "flush", flush, log);
  // What is late still gets a moment to close.
  const closed = await within(Math.max(ends, performance.now() + 500), "close", close, log);
  return flushed && closed;
}

async function within(ends: number, step: string, task: () => Promise<void> | void, log: Logger): Promise<boolean> {
  const late = new AbortController();
  const timer = sleep(Math.max(0, ends - performance.now()), "late" as const, { signal: late.signal }).catch(
    () => "late" as const,
  );
  try {
    const outcome = await Promise.race([Promise.resolve().then(task), timer]);
    if (outcome === "late") log.error({ step }, "stopping took too long");
    return outcome !== "late";
  } catch (error) {
    log.error({ err: error, step }, "stopping failed");
    return false;
  } finally {
    late.abort();
  }
}

export interface SignalActions {
  /** SIGTERM and SIGINT: to end in order. */
  readonly stop: () => Promise<boolean>;
  /** SIGHUP: to read tokens, limits and certificates again. */
  readonly reload: () => void;
  readonly log: Logger;
  /** Default `process.exit`. */
  readonly exit?: (code: number) => void;
}

/**
 * Listens to the system's signals: the first SIGTERM or SIGINT stops in order, the second at once; SIGHUP reloads, and what
 * is wrong then is logged and changes nothing.
 *
 * @returns a function that stops listening
 */
export function listenToSignals({ stop, reload, log, exit = (code) => process.exit(code) }: SignalActions): () => void {
  let stopping = false;
  const end = (signal: NodeJS.Signals) => {
    if (stopping) return exit(1);
    stopping = true;
    log.info({ signal }, "stopping");
    void stop().then((clean) => exit(clean ? 0 : 1));
  };
  const again = () => {
    try {
      reload();
      log.info("tokens, limits and certificates were read again");
    } catch (error) {
      log.error(
        { problem: (error as Error).message },
        "nothing was reloaded: the files are wrong; all stays as it was",
      );
    }
  };
  process.on("SIGTERM", end).on("SIGINT", end).on("SIGHUP", again);
  return () => {
    process.off("SIGTERM", end).off("SIGINT", end).off("SIGHUP", again);
  };
}
