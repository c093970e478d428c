/** Counts what is open under names, up to a limit for each. */
export class OpenCount {
  readonly #open = new Map<string, number>();

  constructor(public most: number) {}

  /** @returns a function that closes it, safe to call twice; undefined if the limit is reached */
  open(name: string): (() => void) | undefined {
    const count = this.#open.get(name) ?? 0;
    if (count >= this.most) return undefined;
    this.#open.set(name, count + 1);
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      const left = (this.#open.get(name) ?? 1) - 1;
      if (left === 0) this.#open.delete(name);
      else this.#open.set(name, left);
    };
  }

  /** How many are open under a name. */
  count(name: string): number {
    return this.#open.get(name) ?? 0;
  }
}
