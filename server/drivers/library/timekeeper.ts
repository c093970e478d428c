/** The driver's own time. Expiry, the dead-man rule and waiting go by it, never by the instrument's clock. */
export interface Timekeeper {
  /** Monotonic; from any origin. */
  nowSeconds(): number;
  /** Wall-clock time. */
  unixMilliseconds(): number;
  /** Runs a task later. @returns what calls it off */
  after(seconds: number, task: () => void): () => void;
}

/** Longest delay of a timer, milliseconds; Node runs a longer one at once. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

/** Real time. */
export const realTime: Timekeeper = {
  nowSeconds: () => performance.now() / 1000,
  unixMilliseconds: () => Date.now(),
  after(seconds, task) {
    if (seconds === Number.POSITIVE_INFINITY) return () => {};
    const timer = setTimeout(task, Math.min(seconds * 1000, MOST_MILLISECONDS));
    return () => clearTimeout(timer);
  },
};

/** Settles after a time. */
export function pause(time: Timekeeper, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    time.after(seconds, resolve);
  });
}

/** Runs a task again and again. @returns what ends it */
export function every(time: Timekeeper, seconds: number, task: () => void): () => void {
  let callOff = () => {};
  const again = () => {
    callOff = time.after(seconds, () => {
      task();
      again();
    });
  };
  again();
  return () => callOff();
}
