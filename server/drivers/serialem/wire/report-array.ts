import { arrayWords } from "./argument-array.js";
import { decodeText, encodeText } from "./text.js";
import { WireError } from "./wire-error.js";

/** Most values that a command reports. */
export const MOST_VALUES = 6;

/** What a command reports. */
export type ReportedValue = number | string;

/**
 * The array of what a command reports: n int32 that say what is a string, n float64, and a NUL-terminated string for each
 * that is one.
 *
 * @throws RangeError if there are more than 6 values
 */
export function encodeReport(values: readonly ReportedValue[]): Buffer {
  if (values.length > MOST_VALUES)
    throw new RangeError(`${values.length} values; a command reports at most ${MOST_VALUES}`);
  const n = values.length;
  const texts = Buffer.concat(values.filter((value) => typeof value === "string").map(encodeText));
  const array = Buffer.alloc(4 * arrayWords(n, texts.length));
  values.forEach((value, i) => {
    if (typeof value === "string") array.writeInt32LE(1, 4 * i);
    else array.writeDoubleLE(value, 4 * n + 8 * i);
  });
  texts.copy(array, 12 * n);
  return array;
}

/** The same the other way round. @param highestIndex −1 for no value @throws WireError */
export function decodeReport(array: Buffer, highestIndex: number, offset: number): ReportedValue[] {
  if (highestIndex < -1 || highestIndex >= MOST_VALUES) {
    throw new WireError(`highest value ${highestIndex}; from -1 to ${MOST_VALUES - 1} was expected`, offset - 12);
  }
  const n = highestIndex + 1;
  if (array.length < 12 * n)
    throw new WireError(`an array of ${array.length} bytes for ${n} values of 12 bytes`, offset);
  let at = 12 * n;
  return Array.from({ length: n }, (_, i) => {
    if (array.readInt32LE(4 * i) === 0) return array.readDoubleLE(4 * n + 8 * i);
    const { text, next } = decodeText(array, at, offset);
    at = next;
    return text;
  });
}
