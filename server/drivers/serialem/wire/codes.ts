/** Function codes of requests. */
export const FunctionCode = {
  RegularCommand: 1,
  ChunkHandshake: 2,
  OkToRun: 3,
  GetBufferImage: 4,
  PutImage: 5,
} as const;

/** Return values of replies; negative ones come in a frame of 8 bytes. */
export const ReturnCode = {
  Done: 0,
  UnknownFunction: -1,
  TooShort: -4,
  TooLong: -5,
  WrongLength: -6,
  /** SerialEM is busy, or has given external control up. */
  Busy: -9,
  /** The user pressed STOP since the last command. */
  Stopped: -10,
} as const;

/** What a reply to a command says of how it ended; other values than these mean that it failed. */
export const CommandEnd = {
  Done: 0,
  Failed: 1,
  /** The script was left by `Exit`. */
  Exited: -123_456,
  /** The same, and the caller need not leave either. */
  ExitedQuietly: -654_321,
  /** The user pressed STOP while the command ran. */
  Stopped: -234_561,
} as const;
