import type { MicroscopeFault } from "./commands.js";

type Kind = MicroscopeFault["kind"];

/** What is to go wrong, each once, in the order in which it was asked for. */
export class FaultQueue {
  readonly #waiting: MicroscopeFault[] = [];

  add(fault: MicroscopeFault): void {
    this.#waiting.push(fault);
  }

  /** The first fault of a kind, which is used up by this. */
  take<Name extends Kind>(kind: Name): Extract<MicroscopeFault, { kind: Name }> | undefined {
    const at = this.#waiting.findIndex((fault) => fault.kind === kind);
    if (at < 0) return undefined;
    return this.#waiting.splice(at, 1)[0] as Extract<MicroscopeFault, { kind: Name }>;
  }
}
