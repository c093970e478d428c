/** Bytes of a frame before its content: how long it is, and its code. */
export const HEADER_BYTES = 8;

/** A frame as it came: code of the function, or return value, and what follows. */
export interface Frame {
  readonly code: number;
  readonly content: Buffer;
  /** Byte of the stream at which the content begins. */
  readonly offset: number;
}

/** What a frame is made of, in the order in which it is sent; all little-endian. */
export interface FrameContent {
  /** int32 each. */
  readonly longs?: readonly number[];
  /** int32 each, 0 or 1. */
  readonly booleans?: readonly boolean[];
  /** float64 each. */
  readonly doubles?: readonly number[];
  /** Whole int32 words; how many they are is the last long. */
  readonly array?: Buffer;
}

/**
 * A frame's bytes: `int32 totalBytes` (itself included), `int32 code`, longs, booleans, doubles, array.
 *
 * @example encodeFrame(3); // 08 00 00 00 03 00 00 00: may an external script run?
 */
export function encodeFrame(code: number, content: FrameContent = {}): Buffer {
  const { longs = [], booleans = [], doubles = [], array = Buffer.alloc(0) } = content;
  const head = Buffer.alloc(HEADER_BYTES + 4 * longs.length + 4 * booleans.length + 8 * doubles.length);
  let at = head.writeInt32LE(head.length + array.length, 0);
  at = head.writeInt32LE(code, at);
  for (const long of longs) at = head.writeInt32LE(long, at);
  for (const boolean of booleans) at = head.writeInt32LE(boolean ? 1 : 0, at);
  for (const double of doubles) at = head.writeDoubleLE(double, at);
  return Buffer.concat([head, array]);
}
