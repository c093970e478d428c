/** Calls back unless it is stopped in time. It keeps no process alive. */
export class TimeLimit {
  #timer: NodeJS.Timeout | undefined;

  /** Begins anew. @param onOver is called once, if neither `start` nor {@link stop} comes before */
  start(milliseconds: number, onOver: () => void): void {
    this.stop();
    const timer = setTimeout(() => {
      // What was waited for may have come while this thread was busy: messages are heard before this is.
      setImmediate(() => {
        if (this.#timer === timer) onOver();
      });
    }, milliseconds);
    this.#timer = timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
