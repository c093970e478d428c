import { status } from "@grpc/grpc-js";

/** What is wrong with a field of a message. */
export interface FieldViolation {
  /** Path as the protocol writes it, such as `survey.targets[3].id`. */
  readonly field: string;
  readonly description: string;
}

/** A message that can't be taken: becomes the gRPC status of the call. The text says what was expected. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  constructor(
    readonly code: status,
    message: string,
    /** For programs, in capitals, such as OLD_EPOCH. */
    readonly reason: string,
    readonly violations: readonly FieldViolation[] = [],
  ) {
    super(message);
  }
}

/** The message can't be valid, whatever the state. @param field path of what is wrong with it */
export function invalid(message: string, field = ""): ProtocolError {
  const violations = field === "" ? [] : [{ field, description: message }];
  return new ProtocolError(status.INVALID_ARGUMENT, message, "INVALID_MESSAGE", violations);
}

/** The message does not fit the state. */
export function unexpected(message: string, reason = "UNEXPECTED_MESSAGE"): ProtocolError {
  return new ProtocolError(status.FAILED_PRECONDITION, message, reason);
}

export function notFound(message: string, reason = "NOT_FOUND"): ProtocolError {
  return new ProtocolError(status.NOT_FOUND, message, reason);
}

/** The journal can't be written: nothing can be taken in. */
export function unavailable(message: string): ProtocolError {
  return new ProtocolError(status.UNAVAILABLE, message, "JOURNAL_UNAVAILABLE");
}
