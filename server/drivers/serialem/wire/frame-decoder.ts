import { ReturnCode } from "./codes.js";
import { type Frame, HEADER_BYTES } from "./frame.js";
import { WireError } from "./wire-error.js";

/** Longest frame that is believed in: the greatest request is a few strings, the greatest reply six values. */
export const MOST_FRAME_BYTES = 1 << 20;

/**
 * Puts frames and raw bytes together from segments that may be cut anywhere. Who reads says what comes next, since the
 * bytes of an image carry no header.
 *
 * @example
 * decoder.push(segment);
 * const frame = decoder.frame(); // undefined: not all of it is there yet
 */
export class FrameDecoder {
  #waiting: Buffer = Buffer.alloc(0);
  #segments: Buffer[] = [];
  #offset = 0;
  #length = 0;

  /** Bytes that came and were not taken yet. */
  get buffered(): number {
    return this.#length;
  }

  push(segment: Uint8Array): void {
    this.#segments.push(Buffer.from(segment.buffer, segment.byteOffset, segment.byteLength));
    this.#length += segment.byteLength;
  }

  /**
   * The next frame, if all of it is there.
   *
   * @throws WireError as soon as its first four bytes can't be a length, without taking them
   */
  frame(): Frame | undefined {
    if (this.#length < 4) return undefined;
    const totalBytes = this.#joined().readInt32LE(0);
    if (totalBytes < HEADER_BYTES) {
      const problem = `a frame of ${totalBytes} bytes; it has at least ${HEADER_BYTES}`;
      throw new WireError(problem, this.#offset, ReturnCode.TooShort);
    }
    if (totalBytes > MOST_FRAME_BYTES) {
      const problem = `a frame of ${totalBytes} bytes; it has at most ${MOST_FRAME_BYTES}`;
      throw new WireError(problem, this.#offset, ReturnCode.TooLong);
    }
    const offset = this.#offset + HEADER_BYTES;
    const bytes = this.bytes(totalBytes);
    if (bytes === undefined) return undefined;
    return { code: bytes.readInt32LE(4), content: bytes.subarray(HEADER_BYTES), offset };
  }

  /** The next so many bytes, if they are all there. */
  bytes(count: number): Buffer | undefined {
    if (this.#length < count) return undefined;
    const joined = this.#joined();
    this.#waiting = joined.subarray(count);
    this.#length -= count;
    this.#offset += count;
    return joined.subarray(0, count);
  }

  /** Forgets what came and was not taken. */
  discard(): void {
    this.bytes(this.#length);
  }

  #joined(): Buffer {
    if (this.#segments.length > 0) {
      this.#waiting = Buffer.concat([this.#waiting, ...this.#segments]);
      this.#segments = [];
    }
    return this.#waiting;
  }
}
