import type { Reason } from "../../agent/policy.js";
import type { SessionEvent } from "../../env/session/session-recorder.js";

/** A session's event, or the decision that led to the next ones. */
export type JournalEvent =
  | SessionEvent
  | { readonly kind: "decided"; readonly atSeconds: number; readonly reason: Reason };

/** What happened in a session, numbered from 0, in memory; watchers read it at their own pace. */
export class EventJournal {
  readonly #events: JournalEvent[] = [];
  readonly #watchers = new Set<() => void>();
  #closed = false;

  get length(): number {
    return this.#events.length;
  }

  /** No event follows any more. */
  get closed(): boolean {
    return this.#closed;
  }

  get(index: number): JournalEvent | undefined {
    return this.#events[index];
  }

  append(event: JournalEvent): void {
    this.#events.push(event);
    for (const watcher of this.#watchers) watcher();
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers) watcher();
  }

  /** Calls back whenever there is more to read. @returns a function that ends this */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
