import { LocatedError, type SourceLocation } from "../../../env/errors.js";

/** A text of whole lines. */
export interface WholeLines {
  readonly text: string;
  /** Number of a last line without an end that was left out, from 1; undefined: there is none. */
  readonly unfinishedLine: number | undefined;
}

/**
 * The text of a file that others write, as UTF-8; of other bytes, which an old code page may leave in a comment or a folder's
 * name, the replacement character stands in it.
 *
 * @throws LocatedError at a zero byte: a network share shows such in place of what has not arrived
 */
export function textOf(file: string, bytes: Buffer): string {
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const before = bytes.subarray(0, zero).toString("utf8");
    throw new LocatedError(placeIn(file, before, before.length), "a zero byte: the file is half-written, or no text");
  }
  return bytes.toString("utf8").replace(/^\ufeff/, "");
}

/**
 * The same without a last line that has no end, since its writer may be in the middle of a number.
 *
 * @param isFinal the file has not changed for so long that its last line is taken as it is
 */
export function wholeLines(file: string, bytes: Buffer, isFinal: boolean): WholeLines {
  const text = textOf(file, bytes).replace(/\r\n?/g, "\n");
  const end = text.lastIndexOf("\n") + 1;
  if (isFinal || text.slice(end).trim() === "") return { text, unfinishedLine: undefined };
  return { text: text.slice(0, end), unfinishedLine: text.slice(0, end).split("\n").length };
}

/** Place of an offset in a text. */
export function placeIn(file: string, text: string, offset: number): SourceLocation {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < lineStart; i = text.indexOf("\n", i + 1)) line++;
  return { file, line, column: offset - lineStart + 1 };
}

/** `file:line:column`. */
export function placeText({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`;
}
