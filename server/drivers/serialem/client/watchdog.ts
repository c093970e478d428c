/** A command has been waiting for its answer for long. */
export interface CommandAlarm {
  readonly command: string;
  readonly waitedSeconds: number;
  /** Bytes of an answer that has begun and does not end. */
  readonly receivedBytes: number;
}

/**
 * Watches a command that may take any time, and sounds an alarm as often as so much time has passed. It ends nothing: it
 * is for a person to look whether the microscope hangs, a dialog waits or a refill takes long.
 */
export class Watchdog {
  constructor(
    readonly everySeconds: number,
    readonly alarm: (alarm: CommandAlarm) => void,
  ) {}

  /** @returns a function that ends the watch, and says whether the alarm had sounded */
  watch(command: string, receivedBytes: () => number): () => boolean {
    const begin = performance.now();
    let hasSounded = false;
    const timer = setInterval(() => {
      hasSounded = true;
      const waitedSeconds = (performance.now() - begin) / 1000;
      this.alarm({ command, waitedSeconds, receivedBytes: receivedBytes() });
    }, this.everySeconds * 1000);
    timer.unref();
    return () => {
      clearInterval(timer);
      return hasSounded;
    };
  }
}
