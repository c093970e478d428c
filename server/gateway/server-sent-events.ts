import { httpError } from "./http-error.js";

const HEARTBEAT_MILLISECONDS = 15_000;

export interface EventStreamOptions {
  readonly messages: AsyncIterable<unknown>;
  /** As JSON, with `index` as the event's id if it has one. */
  readonly write: (message: unknown) => unknown;
  /** A comment is sent when nothing was for so long; default 15 s. */
  readonly heartbeatMilliseconds?: number;
  /** Hears of what went wrong. */
  readonly onError: (error: unknown) => void;
}

/**
 * Messages as server-sent events, each read when the one before has gone out; comments in between keep proxies from
 * closing a quiet connection. An error becomes an event named `error`; the end one named `end`.
 */
export async function* serverSentEvents(options: EventStreamOptions): AsyncGenerator<string> {
  const { messages, write, heartbeatMilliseconds = HEARTBEAT_MILLISECONDS, onError } = options;
  const iterator = messages[Symbol.asyncIterator]();
  try {
    yield ": open\n\n";
    let next = iterator.next();
    for (;;) {
      const result = await orHeartbeat(next, heartbeatMilliseconds);
      if (result === "heartbeat") {
        yield ": alive\n\n";
        continue;
      }
      if (result.done === true) break;
      const json = write(result.value) as { index?: unknown };
      yield `${json.index === undefined ? "" : `id: ${String(json.index)}\n`}data: ${JSON.stringify(json)}\n\n`;
      next = iterator.next();
    }
    yield "event: end\ndata: {}\n\n";
  } catch (error) {
    onError(error);
    yield `event: error\ndata: ${JSON.stringify(httpError(error).body)}\n\n`;
  } finally {
    // Not waited for: a source that waits for its next event ends by its signal.
    void iterator.return?.().catch(() => {});
  }
}

async function orHeartbeat<T>(next: Promise<T>, milliseconds: number): Promise<T | "heartbeat"> {
  let timer: NodeJS.Timeout | undefined;
  const heartbeat = new Promise<"heartbeat">((resolve) => {
    timer = setTimeout(() => resolve("heartbeat"), milliseconds);
  });
  try {
    return await Promise.race([next, heartbeat]);
  } finally {
    clearTimeout(timer);
  }
}
