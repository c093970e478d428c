const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Turns the first interrupt into an abort, so that long work ends cleanly; the second one ends the process. */
export class Interrupts {
  /** Exit code of a process that an interrupt ended. */
  static readonly EXIT_CODE = 130;
  readonly #controller = new AbortController();
  readonly #interrupted = () => {
    this.ignore();
    this.#controller.abort(new Error("interrupted"));
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#interrupted);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on an interrupt ends the process at once. */
  ignore(): void {
    for (const signal of SIGNALS) process.off(signal, this.#interrupted);
  }
}
