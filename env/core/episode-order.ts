/**
 * Keeps to the order that {@link Env} prescribes: `reset`, any number of `step`s until the end, `reset` again, `close`.
 *
 * @example
 * reset() { this.#order.begin(); … }
 * step() { this.#order.requireStep(); … if (terminated || truncated) this.#order.end(); }
 * close() { this.#order.close(); }
 */
export class EpisodeOrder {
  #phase: "not begun" | "running" | "over" | "closed" = "not begun";

  /** Whether an episode is under way. */
  get running(): boolean {
    return this.#phase === "running";
  }

  /** @throws Error after `close` */
  requireReset(): void {
    if (this.#phase === "closed") throw new Error("reset() was called after close(): make a new environment");
  }

  /**
   * An episode begins.
   *
   * @throws Error after `close`
   */
  begin(): void {
    this.requireReset();
    this.#phase = "running";
  }

  /** @throws Error unless an episode is under way */
  requireStep(): void {
    switch (this.#phase) {
      case "not begun":
        throw new Error("step() was called before reset(): call reset() to begin an episode");
      case "over":
        throw new Error("step() was called after the episode's end: call reset() once terminated or truncated is true");
      case "closed":
        throw new Error("step() was called after close(): make a new environment");
    }
  }

  /** The episode is over. */
  end(): void {
    this.#phase = "over";
  }

  close(): void {
    this.#phase = "closed";
  }
}
