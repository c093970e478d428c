import type { WireError } from "../wire/wire-error.js";

/** Something that was asked of SerialEM did not happen, or can't be told to have happened. */
export class SerialEmError extends Error {
  override readonly name: string = "SerialEmError";
  constructor(
    message: string,
    /** Nothing was done at the microscope; if not, whether it was can't be told. */
    readonly refused: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The command or its arguments are none that SerialEM has; nothing was sent. */
export class ArgumentError extends SerialEmError {
  override readonly name = "ArgumentError";
  constructor(message: string) {
    super(message, true);
  }
}

/** There is no connection that a command could be sent over; nothing was sent. */
export class NotConnectedError extends SerialEmError {
  override readonly name = "NotConnectedError";
  constructor(message: string, options?: ErrorOptions) {
    super(message, true, options);
  }
}

/** Another command is under way; nothing was sent. */
export class CommandUnderWayError extends SerialEmError {
  override readonly name = "CommandUnderWayError";
  constructor(
    readonly asked: string,
    readonly running: string,
  ) {
    super(`'${asked}' was not sent: '${running}' is not answered yet`, true);
  }
}

/** The operator pressed STOP and has taken over. Latched: the client sends nothing any more until it is told to. */
export class OperatorStopError extends SerialEmError {
  override readonly name = "OperatorStopError";
  constructor(
    /** The command that was answered by it. */
    readonly command: string,
    /** The command was not begun. */
    refused: boolean,
  ) {
    super(
      refused
        ? `the operator pressed STOP; '${command}' was not begun`
        : `the operator pressed STOP during '${command}'`,
      refused,
    );
  }
}

/** SerialEM does something else, or runs another script; nothing was done. */
export class ScopeBusyError extends SerialEmError {
  override readonly name = "ScopeBusyError";
  constructor(readonly command: string) {
    super(`SerialEM is busy or has given external control up (-9); '${command}' was not begun`, true);
  }
}

/** SerialEM does not understand the frame, as another version may; nothing was done. */
export class FrameRefusedError extends SerialEmError {
  override readonly name = "FrameRefusedError";
  constructor(
    readonly command: string,
    readonly returnCode: number,
  ) {
    super(`SerialEM does not take the frame of '${command}' (${returnCode}); its version may differ`, true);
  }
}

/** The command was begun and failed. */
export class CommandFailedError extends SerialEmError {
  override readonly name = "CommandFailedError";
  constructor(
    readonly command: string,
    /** What SerialEM said of it. */
    readonly said: string,
  ) {
    super(`'${command}' failed: ${said}`, false);
  }
}

/** SerialEM left external control with this command. */
export class ScriptExitedError extends SerialEmError {
  override readonly name = "ScriptExitedError";
  constructor(readonly command: string) {
    super(`SerialEM left external control with '${command}'`, false);
  }
}

/** The connection broke before the answer was there: what became of the command can't be told. */
export class ReplyLostError extends SerialEmError {
  override readonly name = "ReplyLostError";
  constructor(
    readonly command: string,
    cause: Error,
  ) {
    super(`no answer to '${command}': ${cause.message}; whether it was carried out can't be told`, false, { cause });
  }
}

/** What came is no answer to the command: what became of it can't be told. */
export class GarbledReplyError extends SerialEmError {
  override readonly name = "GarbledReplyError";
  constructor(
    readonly command: string,
    cause: WireError | Error,
  ) {
    super(`the answer to '${command}' is none: ${cause.message}; whether it was carried out can't be told`, false, {
      cause,
    });
  }
}
