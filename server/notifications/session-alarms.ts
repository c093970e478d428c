import type { Logger } from "pino";
import type { Alarm } from "../safety/alarm.js";
import { Notifier } from "./notifier.js";
import type { NotificationSettings } from "./settings.js";
import { SilencePing } from "./silence-ping.js";

/** The alarms of a server and its sessions on their way to people, and its own sign of life. */
export class SessionAlarms {
  readonly #notifiers = new Map<string, Notifier>();
  readonly #ping: SilencePing | undefined;

  constructor(
    readonly settings: NotificationSettings,
    readonly log: Logger,
  ) {
    const { monitor_url: url, monitor_every_seconds: everySeconds } = settings;
    if (url !== undefined) this.#ping = new SilencePing({ url, everySeconds, beatWithinSeconds: 4 * everySeconds });
  }

  start(): void {
    this.#ping?.start();
  }

  stop(): void {
    this.#ping?.stop();
    for (const notifier of this.#notifiers.values()) notifier.stop();
  }

  /** The sessions are at work. */
  beat(): void {
    this.#ping?.beat();
  }

  /** @param session its key; empty: the alarm is about the server itself */
  alarmed(session: string, alarm: Alarm): void {
    if (this.settings.webhooks.length === 0) return;
    this.#notifier(session).alarm(alarm);
  }

  /** Somebody sees to an alarm. @returns whether it holds */
  acknowledge(session: string, alarmId: string, who: string): boolean {
    return this.#notifiers.get(session)?.acknowledge(alarmId, who) ?? false;
  }

  #notifier(session: string): Notifier {
    const known = this.#notifiers.get(session);
    if (known !== undefined) return known;
    const warn = (text: string) => this.log.warn({ session }, text);
    const notifier = new Notifier({ session, settings: this.settings, warn });
    this.#notifiers.set(session, notifier);
    return notifier;
  }
}
