import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { LocatedError } from "../../../env/errors.js";

/** No metadata file is larger, bytes; what is would be another file by mistake. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A text file as it was read: what is written back unchanged has the very same bytes. */
export class SourceText {
  #lineStarts: number[] | undefined;

  private constructor(
    readonly file: string,
    readonly text: string,
    /** UTF-8 where the bytes are; else one character a byte, as on computers with a Windows code page. */
    readonly encoding: "utf8" | "latin1",
  ) {}

  /** @throws LocatedError if it is too large, or holds a NUL byte, as files do that are not written completely */
  static of(file: string, bytes: Uint8Array): SourceText {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const encoding = isUtf8(buffer) ? "utf8" : "latin1";
    if (buffer.length > MOST_BYTES)
      throw new LocatedError({ file, line: 1, column: 1 }, `${buffer.length} bytes; expected at most ${MOST_BYTES}`);
    const source = new SourceText(file, buffer.toString(encoding), encoding);
    const nul = source.text.indexOf("\0");
    if (nul >= 0) throw source.error(nul, "a NUL byte; expected text (a file that is still being written looks so)");
    return source;
  }

  /** @throws LocatedError as {@link of}; what the file system throws */
  static async read(file: string): Promise<SourceText> {
    return SourceText.of(file, await readFile(file));
  }

  /** @returns the bytes of another text in this file's encoding */
  bytes(text = this.text): Buffer {
    return Buffer.from(text, this.encoding);
  }

  /** Line and column, counted from 1, of a place in the text. */
  place(offset: number): { readonly line: number; readonly column: number } {
    this.#lineStarts ??= lineStarts(this.text);
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#lineStarts[low]! + 1 };
  }

  /** What is wrong at a place, to be thrown. */
  error(offset: number, problem: string): LocatedError {
    return new LocatedError({ file: this.file, ...this.place(Math.min(offset, this.text.length)) }, problem);
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** What a file says, short enough for an error. */
export function quoted(text: string): string {
  const most = 60;
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return `'${short.replace(/[^\P{C}]/gu, "?")}'`;
}
