/** The dialog that is on the screen, if there is one. */
export class Dialog {
  #message: string | undefined;
  #dismiss: (() => void) | undefined;

  get message(): string | undefined {
    return this.#message;
  }

  /** Settles when somebody dismisses it. */
  show(message: string): Promise<void> {
    this.#message = message;
    return new Promise((resolve) => {
      this.#dismiss = resolve;
    });
  }

  /** @returns whether there was one */
  dismiss(): boolean {
    const wasShown = this.#message !== undefined;
    this.#message = undefined;
    this.#dismiss?.();
    return wasShown;
  }
}
