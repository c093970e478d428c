import type { Alarm } from "../safety/alarm.js";
import { alarmMessage } from "./alarm-message.js";
import {
  type Delivery,
  type NotificationEvent,
  type NotificationState,
  noNotifications,
} from "./notification-state.js";
import { nextEscalation, reduceNotifications } from "./reduce-notifications.js";
import type { NotificationSettings } from "./settings.js";
import { systemTimers, type Timers } from "./timers.js";

export interface NotifierOptions {
  /** Key of the session that alarms are of. */
  readonly session: string;
  readonly settings: NotificationSettings;
  /** Where an earlier notifier of the session stopped. Default: nothing is open. */
  readonly state?: NotificationState;
  /** Is given each new state, for the journal. */
  readonly changed?: (state: NotificationState) => void;
  /** Is told of deliveries that are given up, without addresses. */
  readonly warn?: (text: string) => void;
  readonly timers?: Timers;
  readonly fetch?: typeof fetch;
}

/**
 * Tells people of a session's alarms by webhooks, again and again until they answer. Nothing here waits, blocks or throws:
 * whatever becomes of a webhook, the session goes on. A delivery is made at least once: one that was under way when the
 * process died is made again.
 *
 * @example
 * const notifier = new Notifier({ session: "monday", settings, changed: (state) => journal.keep(state) });
 * for (const alarm of alarms) notifier.alarm(alarm);
 * notifier.acknowledge("low_counts-3", "ada");
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #timers: Timers;
  readonly #stopped = new AbortController();
  /** Webhooks that a request is under way to. */
  readonly #busy = new Set<string>();
  #state: NotificationState;
  #wake: (() => void) | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#state = options.state ?? noNotifications;
    this.#sleep();
  }

  get state(): NotificationState {
    return this.#state;
  }

  /** An alarm was raised or cleared. */
  alarm(alarm: Alarm): void {
    this.#take({ kind: "alarm", alarm });
  }

  /** Somebody sees to an alarm: it is not escalated any more. @returns whether an alarm of this id holds */
  acknowledge(id: string, who: string): boolean {
    if (!this.#state.open.some(({ alarm }) => alarm.id === id)) return false;
    this.#take({ kind: "acknowledged", id, by: who });
    return true;
  }

  /** Ends requests under way and sends nothing more. What waits stays in {@link state}. */
  stop(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#stopped.abort();
  }

  #take(event: NotificationEvent): void {
    const { settings, changed } = this.#options;
    const before = this.#state;
    this.#state = reduceNotifications(before, event, this.#timers.nowSeconds(), settings);
    if (this.#state !== before) quietly(() => changed?.(this.#state));
    const gaveUp = this.#state.dropped - before.dropped;
    if (gaveUp > 0) this.#warn(`${gaveUp} notifications were given up, ${this.#state.dropped} so far`);
    this.#sleep();
  }

  /** Sees to it that {@link #work} is called when something is due, never from within a call of the session's. */
  #sleep(): void {
    this.#wake?.();
    this.#wake = undefined;
    if (this.#stopped.signal.aborted) return;
    const times = this.#ready().map(({ dueAt }) => dueAt);
    for (const entry of this.#state.open) times.push(nextEscalation(entry, this.#options.settings) ?? Infinity);
    const at = Math.min(Number.POSITIVE_INFINITY, ...times);
    if (at === Number.POSITIVE_INFINITY) return;
    this.#wake = this.#timers.after(Math.max(0, at - this.#timers.nowSeconds()), () => this.#work());
  }

  #work(): void {
    this.#wake = undefined;
    const now = this.#timers.nowSeconds();
    for (const delivery of this.#ready()) if (delivery.dueAt <= now) void this.#deliver(delivery);
    this.#take({ kind: "tick" });
  }

  /** The first delivery of each webhook that no request is under way to. */
  #ready(): Delivery[] {
    const heads = new Map<string, Delivery>();
    for (const delivery of this.#state.queue) {
      const key = keyOf(delivery);
      if (!heads.has(key)) heads.set(key, delivery);
    }
    return [...heads].filter(([key]) => !this.#busy.has(key)).map(([, delivery]) => delivery);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const key = keyOf(delivery);
    this.#busy.add(key);
    const problem = await this.#post(delivery);
    this.#busy.delete(key);
    if (this.#stopped.signal.aborted) return;
    if (problem !== undefined && delivery.attempts === 0)
      this.#warn(`webhook ${delivery.webhook + 1} of list ${delivery.level + 1}: ${problem}; it is tried again`);
    this.#take({ kind: problem === undefined ? "delivered" : "failed", delivery: delivery.id });
  }

  /** @returns what went wrong, without the address; undefined if nothing did */
  async #post({ alarm, level, webhook }: Delivery): Promise<string | undefined> {
    const { settings, session } = this.#options;
    const to = settings.webhooks[level]?.[webhook];
    // The settings are others than those that the delivery was made for.
    if (to === undefined) return undefined;
    try {
      const response = await (this.#options.fetch ?? fetch)(to.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...to.headers },
        body: alarmMessage(alarm, session, to.format),
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(settings.timeout_seconds * 1000)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `it answers ${response.status}`;
    } catch (error) {
      return error instanceof Error && error.name === "TimeoutError" ? "it does not answer" : "it can't be reached";
    }
  }

  #warn(text: string): void {
    quietly(() => this.#options.warn?.(text));
  }
}

function keyOf({ level, webhook }: Delivery): string {
  return `${level}/${webhook}`;
}

/** What others hang on to a notifier is theirs to get right; the session does not fail by it. */
function quietly(call: () => void): void {
  try {
    call();
  } catch {
    // Nobody is left to tell.
  }
}
