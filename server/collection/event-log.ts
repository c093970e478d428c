import type { PlainOutcome } from "../../env/session/session-change.js";
import type { SessionEvent } from "../../env/session/session-recorder.js";
import type { DecisionRecord } from "../policy/decision-record.js";
import type { Mode, Proposal, StateName } from "./machine/collection-state.js";

/** Something an operator should know. */
export interface Alert {
  readonly severity: "info" | "warning" | "critical";
  /** Names the kind, such as no_results. */
  readonly code: string;
  readonly text: string;
  /** Names this occurrence; its clearing has the same. */
  readonly alarmId: string;
  readonly cleared: boolean;
}

/** A session's event, or what led to the next ones; plain JSON. */
export type LoggedEvent =
  | SessionEvent
  | ({ readonly atSeconds: number } & (
      | { readonly kind: "decided"; readonly record: DecisionRecord; readonly carriedOut: boolean }
      | { readonly kind: "corrected"; readonly target: string; readonly good: boolean; readonly outcome: PlainOutcome }
      | { readonly kind: "retracted"; readonly target: string }
      | { readonly kind: "changed"; readonly target: string }
      | { readonly kind: "stateChanged"; readonly state: StateName; readonly mode: Mode; readonly reason: string }
      | { readonly kind: "proposed"; readonly proposal: Proposal }
      | ({ readonly kind: "alert" } & Alert)
    ));

/** What happened in a session, numbered from 0; watchers read it at their own pace. */
export class EventLog {
  readonly #events: LoggedEvent[] = [];
  readonly #watchers = new Set<() => void>();
  #closed = false;
  #shown = 0;

  get length(): number {
    return this.#events.length;
  }

  /** How many of them watchers may see. */
  get shown(): number {
    return this.#shown;
  }

  /** No event follows any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** What watchers may see: what is safe in the journal. */
  get(index: number): LoggedEvent | undefined {
    return index < this.#shown ? this.#events[index] : undefined;
  }

  /** All events, shown or not. */
  all(): readonly LoggedEvent[] {
    return this.#events;
  }

  /** Has these events and no others. */
  replace(events: readonly LoggedEvent[]): void {
    this.#events.splice(0, this.#events.length, ...events);
  }

  append(event: LoggedEvent): void {
    this.#events.push(event);
  }

  /** Lets watchers see the events before `length`. */
  show(length = this.#events.length): void {
    if (length <= this.#shown && !this.#closed) return;
    this.#shown = Math.max(length, this.#shown);
    for (const watcher of this.#watchers) watcher();
  }

  close(): void {
    this.#closed = true;
  }

  /** Everything was shown, and nothing follows. */
  get isExhausted(): boolean {
    return this.#closed && this.#shown === this.#events.length;
  }

  /** Whether somebody waits for more. */
  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Calls back whenever there is more to read. @returns a function that ends this */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
