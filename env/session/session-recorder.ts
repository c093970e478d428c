import { keptOutcome, type Outcome } from "./outcome.js";
import type { Session } from "./session.js";
import type { SessionListener } from "./session-listener.js";

/** One thing that happened, as plain data that can be stored and sent. Targets are ids, times are the session's clock. */
export type SessionEvent = { readonly atSeconds: number } & (
  | { readonly kind: "moved"; readonly target: string; readonly durationSeconds: number }
  | { readonly kind: "exposed"; readonly target: string; readonly durationSeconds: number }
  | { readonly kind: "resulted"; readonly target: string; readonly good: boolean; readonly outcome: Outcome }
  | { readonly kind: "failed"; readonly target: string; readonly durationSeconds: number }
  | { readonly kind: "waited"; readonly durationSeconds: number }
  | { readonly kind: "spent"; readonly target: string }
  | { readonly kind: "withdrawn"; readonly target: string }
  | { readonly kind: "surveyed"; readonly target: string }
  | { readonly kind: "ended" }
);

/**
 * Keeps what a session tells its listeners, in order: the one event log of simulation, serving and reports.
 *
 * @example
 * const recorder = new SessionRecorder();
 * session.listen(recorder);
 */
export class SessionRecorder implements SessionListener {
  readonly events: SessionEvent[] = [];

  /** @param onEvent hears of each event as it is recorded */
  constructor(readonly onEvent?: (event: SessionEvent) => void) {}

  #add(event: SessionEvent): void {
    this.events.push(event);
    this.onEvent?.(event);
  }

  surveyed(session: Session, parent: number): void {
    this.#add({ kind: "surveyed", atSeconds: session.clockSeconds, target: session.tree.ids[parent]! });
  }

  moved(session: Session, target: number, durationSeconds: number): void {
    this.#add({ kind: "moved", atSeconds: session.clockSeconds, target: session.tree.ids[target]!, durationSeconds });
  }

  exposed(session: Session, hole: number, durationSeconds: number): void {
    this.#add({ kind: "exposed", atSeconds: session.clockSeconds, target: session.tree.ids[hole]!, durationSeconds });
  }

  resulted(session: Session, hole: number, outcome: Outcome): void {
    const good = session.good[hole] === 1;
    this.#add({
      kind: "resulted",
      atSeconds: session.clockSeconds,
      target: session.tree.ids[hole]!,
      good,
      outcome: keptOutcome(outcome),
    });
  }

  failed(session: Session, target: number, durationSeconds: number): void {
    this.#add({ kind: "failed", atSeconds: session.clockSeconds, target: session.tree.ids[target]!, durationSeconds });
  }

  waited(session: Session, durationSeconds: number): void {
    this.#add({ kind: "waited", atSeconds: session.clockSeconds, durationSeconds });
  }

  spent(session: Session, hole: number): void {
    this.#add({ kind: "spent", atSeconds: session.clockSeconds, target: session.tree.ids[hole]! });
  }

  withdrawn(session: Session, hole: number): void {
    this.#add({ kind: "withdrawn", atSeconds: session.clockSeconds, target: session.tree.ids[hole]! });
  }

  ended(session: Session): void {
    this.#add({ kind: "ended", atSeconds: session.clockSeconds });
  }
}
