import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { InstrumentError } from "../instrument.js";

/** A question to an operator. */
export interface Question<T> {
  /** One or more lines. */
  readonly text: string;
  /** What may be answered, for a person: "done, failed or stop". */
  readonly expected: string;
  /** @returns undefined if the line is no answer */
  readonly read: (line: string) => T | undefined;
}

/**
 * An operator at a terminal, or at the other end of a pipe: is asked one thing at a time and answers by a line. A line
 * that comes while nothing is asked is ignored, so that a second "done" confirms nothing.
 */
export class Operator {
  readonly #lines: Interface;
  readonly #output: Writable;
  #last: Promise<unknown> = Promise.resolve();
  #answer: ((line: string | undefined) => void) | undefined;
  #isGone = false;

  constructor({ input, output }: { readonly input: Readable; readonly output: Writable }) {
    this.#output = output;
    this.#lines = createInterface({ input, terminal: false });
    this.#lines.on("line", (line) => this.#hear(line.trim()));
    this.#lines.once("close", () => {
      this.#isGone = true;
      this.#answer?.(undefined);
    });
  }

  /** Says something. */
  tell(text: string): void {
    this.#output.write(`${text}\n`);
  }

  /**
   * Asks, and asks again until there is an answer.
   *
   * @throws InstrumentError if nobody can answer any more; refused if the question was not shown
   */
  ask<T>(question: Question<T>): Promise<T> {
    const turn = this.#last.then(() => this.#ask(question));
    this.#last = turn.catch(() => {});
    return turn;
  }

  close(): void {
    this.#lines.close();
  }

  async #ask<T>({ text, expected, read }: Question<T>): Promise<T> {
    if (this.#isGone) throw new InstrumentError("there is no operator at the terminal any more", true);
    this.tell(text);
    for (;;) {
      this.#output.write(`  ${expected}? `);
      const line = await new Promise<string | undefined>((resolve) => {
        this.#answer = resolve;
      });
      this.#answer = undefined;
      if (line === undefined) throw new InstrumentError("the operator went away without an answer", false);
      const answer = read(line);
      if (answer !== undefined) return answer;
      this.tell(`  '${line}' is no answer.`);
    }
  }

  #hear(line: string): void {
    if (this.#answer !== undefined) this.#answer(line);
    else if (line !== "") this.tell(`  (nothing is asked: '${line}' is ignored)`);
  }
}
