/** Bytes that are no frame of SerialEM's external control, or not the frame that was expected. */
export class WireError extends Error {
  override readonly name = "WireError";
  constructor(
    /** What was wrong, and what was expected. */
    readonly problem: string,
    /** Byte of the stream, counted from 0 at its beginning, at which it was seen. */
    readonly offset: number,
    /** What a server answers to it: −1 unknown code, −4 too short, −5 too long, −6 wrong length. */
    readonly returnCode = -6,
  ) {
    super(`byte ${offset}: ${problem}`);
  }
}
