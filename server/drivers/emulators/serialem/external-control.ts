/**
 * Whether a client has external control, and the operator's STOP. STOP is answered once and forgotten: a command that it
 * interrupts, else the next one. A client that disconnects takes a STOP that was not answered with it.
 */
export class ExternalControl {
  #isOn = false;
  #isStopPending = false;
  #isRunning = false;
  #interrupt: (() => void) | undefined;

  get isOn(): boolean {
    return this.#isOn;
  }

  get isStopPending(): boolean {
    return this.#isStopPending;
  }

  /** A client asks whether it may: it has control from then on, if nobody had it. A STOP is forgotten by this, too. */
  ask(): boolean {
    if (this.#isOn) return false;
    this.#start();
    return true;
  }

  /** A command has come. @returns false if it is answered by STOP; else control is on */
  begin(): boolean {
    if (!this.#isOn && this.#isStopPending) {
      this.#isStopPending = false;
      return false;
    }
    if (!this.#isOn) this.#start();
    this.#isRunning = true;
    return true;
  }

  /**
   * The request has been dealt with.
   *
   * @param canTell whether its answer can tell of a STOP; if not, the next one does
   * @returns whether STOP was pressed meanwhile and is told of by this answer
   */
  end(canTell: boolean): boolean {
    const wasStopped = this.#isRunning && this.#isStopPending;
    this.#isRunning = false;
    this.#interrupt = undefined;
    if (!wasStopped) return false;
    this.#isOn = false;
    if (canTell) this.#isStopPending = false;
    return canTell;
  }

  /** Settles when STOP is pressed during the command that runs. */
  interrupted(): Promise<void> {
    return new Promise((resolve) => {
      this.#interrupt = resolve;
    });
  }

  /** The operator presses STOP. @returns false if no script runs, so that nothing is stopped */
  stop(): boolean {
    if (!this.#isOn) return false;
    this.#isStopPending = true;
    if (this.#isRunning) this.#interrupt?.();
    else this.#isOn = false;
    return true;
  }

  /** The script leaves. */
  exit(): void {
    this.#isOn = false;
  }

  disconnected(): void {
    this.#isOn = false;
    this.#isStopPending = false;
  }

  #start(): void {
    this.#isOn = true;
    this.#isStopPending = false;
  }
}
