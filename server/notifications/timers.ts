/** Time, and what waits for it; tests bring their own. */
export interface Timers {
  /** Seconds since 1970 UTC, as time went by since the process began: what waits is not moved when the clock is set. */
  nowSeconds(): number;
  /** Calls back once. @returns a function that prevents it */
  after(seconds: number, callback: () => void): () => void;
}

/** Those of the machine. They keep no process alive. */
export const systemTimers: Timers = {
  nowSeconds: () => (performance.timeOrigin + performance.now()) / 1000,
  after(seconds, callback) {
    const timer = setTimeout(callback, seconds * 1000);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
