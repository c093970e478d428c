import type { BusyKind } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Timekeeper } from "./timekeeper.js";

/** What an instrument does by itself, and how long it has: time that makes no directive late. */
export class Busyness {
  readonly #kinds = new Set<BusyKind>();
  readonly #waiting = new Set<() => void>();
  #sinceSeconds = 0;
  #totalSeconds = 0;

  constructor(readonly time: Timekeeper) {}

  get isBusy(): boolean {
    return this.#kinds.size > 0;
  }

  /** Seconds spent busy so far, on the driver's clock. */
  get totalSeconds(): number {
    return this.#totalSeconds + (this.isBusy ? this.time.nowSeconds() - this.#sinceSeconds : 0);
  }

  began(kind: BusyKind): void {
    if (!this.isBusy) this.#sinceSeconds = this.time.nowSeconds();
    this.#kinds.add(kind);
  }

  ended(kind: BusyKind): void {
    if (!this.#kinds.delete(kind) || this.isBusy) return;
    this.#totalSeconds += this.time.nowSeconds() - this.#sinceSeconds;
    this.wake();
  }

  /** Settles once the instrument is ready, or once {@link wake} finds that there is nothing to wait for any more. */
  async ready(isEnough: () => boolean): Promise<void> {
    while (this.isBusy && !isEnough()) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  /** Lets those who wait look again. */
  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
