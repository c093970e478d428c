import { decodeText, encodeText } from "./text.js";
import { WireError } from "./wire-error.js";

/** Most arguments that a command has, slot 0 included, which none uses. */
export const MOST_SLOTS = 20;

/** An argument as it travels: each as a number and as text. */
export interface ArgumentSlot {
  readonly number: number;
  /** Empty counts as not given. */
  readonly text: string;
}

/**
 * The array of a command's arguments: n int32 zeros, n float64, n NUL-terminated strings, where n counts slot 0, which is
 * empty. Its length is floor((12 n + bytes of the strings + 5) / 4) words; without arguments, one word to fill.
 */
export function encodeArguments(slots: readonly ArgumentSlot[]): Buffer {
  if (slots.length === 0) return Buffer.alloc(4);
  const n = slots.length + 1;
  const texts = Buffer.concat([encodeText(""), ...slots.map(({ text }) => encodeText(text))]);
  const array = Buffer.alloc(4 * arrayWords(n, texts.length));
  slots.forEach(({ number }, i) => {
    array.writeDoubleLE(number, 4 * n + 8 * (i + 1));
  });
  texts.copy(array, 12 * n);
  return array;
}

/** The same the other way round. @param lastIndex 0 without arguments @throws WireError */
export function decodeArguments(array: Buffer, lastIndex: number, offset: number): ArgumentSlot[] {
  if (lastIndex < 0 || lastIndex >= MOST_SLOTS) {
    throw new WireError(`last argument ${lastIndex}; from 0 to ${MOST_SLOTS - 1} was expected`, offset - 8);
  }
  if (lastIndex === 0) return [];
  const n = lastIndex + 1;
  if (array.length < 12 * n) {
    throw new WireError(`an array of ${array.length} bytes for ${n} slots of 12 bytes and their strings`, offset);
  }
  let at = 12 * n;
  const slots = Array.from({ length: n }, (_, i) => {
    const { text, next } = decodeText(array, at, offset);
    at = next;
    return { number: array.readDoubleLE(4 * n + 8 * i), text };
  });
  return slots.slice(1);
}

/** Words of an array of n slots and so many bytes of strings. */
export function arrayWords(n: number, textBytes: number): number {
  return Math.floor((12 * n + textBytes + 5) / 4);
}
