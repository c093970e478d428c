import { status } from "@grpc/grpc-js";

/** A message that can't be taken: becomes the gRPC status of the call. The text says what was expected. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  constructor(
    readonly code: status,
    message: string,
  ) {
    super(message);
  }
}

/** The message can't be valid, whatever the state. */
export function invalid(message: string): ProtocolError {
  return new ProtocolError(status.INVALID_ARGUMENT, message);
}

/** The message does not fit the state. */
export function unexpected(message: string): ProtocolError {
  return new ProtocolError(status.FAILED_PRECONDITION, message);
}
