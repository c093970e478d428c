import { systemTimers, type Timers } from "./timers.js";

export interface SilencePingOptions {
  /** The outside monitor's address, asked with GET. */
  readonly url: string;
  /** Seconds between pings. Default: 60. */
  readonly everySeconds?: number;
  /** Without a {@link SilencePing.beat} for so long nothing is sent, seconds. Default: beats are not needed. */
  readonly beatWithinSeconds?: number;
  /** Seconds that a ping may take. Default: 10. */
  readonly timeoutSeconds?: number;
  readonly timers?: Timers;
  readonly fetch?: typeof fetch;
}

/**
 * A sign of life to a monitor outside, which raises the alarm when it stays out: that of a server that hangs, is killed, or
 * lost its network, none of which it can tell anybody itself. The process's event loop makes the pings; with
 * `beatWithinSeconds` they also need the work that beats.
 *
 * @example
 * const ping = new SilencePing({ url, beatWithinSeconds: 120 });
 * ping.start();
 * onEveryTickOfTheSessions(() => ping.beat());
 */
export class SilencePing {
  readonly #options: SilencePingOptions;
  readonly #timers: Timers;
  #cancel: (() => void) | undefined;
  #beatAt: number;

  constructor(options: SilencePingOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#beatAt = this.#timers.nowSeconds();
  }

  /** The work goes on. */
  beat(): void {
    this.#beatAt = this.#timers.nowSeconds();
  }

  /** Pings now and from now on. */
  start(): void {
    if (this.#cancel !== undefined) return;
    this.beat();
    this.#ping();
  }

  /** No ping follows: the monitor will raise its alarm unless it is told otherwise. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #ping(): void {
    const { url, everySeconds = 60, beatWithinSeconds = Number.POSITIVE_INFINITY, timeoutSeconds = 10 } = this.#options;
    this.#cancel = this.#timers.after(everySeconds, () => this.#ping());
    if (this.#timers.nowSeconds() - this.#beatAt > beatWithinSeconds) return;
    // A ping that is lost is a ping that stays out: the monitor knows what to do.
    void (async () => {
      const response = await (this.#options.fetch ?? fetch)(url, {
        signal: AbortSignal.timeout(timeoutSeconds * 1000),
      });
      await response.body?.cancel();
    })().catch(() => {});
  }
}
