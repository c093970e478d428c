import { ReturnCode } from "./codes.js";
import type { Frame } from "./frame.js";
import { WireError } from "./wire-error.js";

/** Takes a frame's content apart, in order. */
export class ContentReader {
  #at = 0;

  constructor(
    readonly frame: Frame,
    /** What the frame is, for errors. */
    readonly what: string,
  ) {}

  /** So many int32. @throws WireError if the frame is shorter */
  longs(count: number): number[] {
    const { content, offset } = this.frame;
    if (content.length < this.#at + 4 * count) {
      const problem = `${this.what} has ${content.length} bytes after its code; at least ${this.#at + 4 * count} were expected`;
      throw new WireError(problem, offset + content.length, ReturnCode.TooShort);
    }
    return Array.from({ length: count }, () => {
      const long = content.readInt32LE(this.#at);
      this.#at += 4;
      return long;
    });
  }

  /** The array at the end, of so many words. @throws WireError if the frame has another length */
  array(words: number): { readonly bytes: Buffer; readonly offset: number } {
    const { content, offset } = this.frame;
    const left = content.length - this.#at;
    if (words < 0 || left !== 4 * words) {
      throw new WireError(`${this.what} ends with ${left} bytes; its ${words} words were expected`, offset + this.#at);
    }
    return { bytes: content.subarray(this.#at), offset: offset + this.#at };
  }

  /** @throws WireError if there is more */
  end(): void {
    this.array(0);
  }
}
