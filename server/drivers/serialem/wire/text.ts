import { WireError } from "./wire-error.js";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A string's bytes with the NUL that ends it. @throws RangeError if there is a NUL in it */
export function encodeText(text: string): Buffer {
  if (text.includes("\0")) throw new RangeError(`${JSON.stringify(text)} has a NUL, which would end it`);
  return Buffer.from(`${text}\0`);
}

/**
 * The NUL-terminated string that begins at a place. What is no UTF-8, such as a path in a Windows code page, is read
 * byte by byte.
 *
 * @returns the string, and where the next one begins
 * @throws WireError if it doesn't end
 */
export function decodeText(
  bytes: Buffer,
  at: number,
  offset: number,
): { readonly text: string; readonly next: number } {
  const end = bytes.indexOf(0, at);
  if (end < 0) throw new WireError("a string that no NUL ends", offset + at);
  const raw = bytes.subarray(at, end);
  try {
    return { text: utf8.decode(raw), next: end + 1 };
  } catch {
    return { text: raw.toString("latin1"), next: end + 1 };
  }
}
