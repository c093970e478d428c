import { status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { UserError } from "../../env/errors.js";
import { RichError, richError } from "../access/rich-error.js";
import { ProtocolError } from "../collection/protocol-error.js";

/** What a caller is told of an error; what nobody has expected is logged and not told. */
export function asRichError(error: unknown, log: Logger): RichError {
  if (error instanceof RichError) return error;
  if (error instanceof ProtocolError) {
    const { code, message, reason, violations } = error;
    return richError(code, message, {
      errorInfo: { reason },
      ...(violations.length > 0 && { badRequest: violations }),
    });
  }
  if (error instanceof UserError) {
    return richError(status.INVALID_ARGUMENT, error.message, { errorInfo: { reason: "INVALID_MESSAGE" } });
  }
  log.error({ err: error }, "a call failed");
  return richError(status.INTERNAL, "internal error", { errorInfo: { reason: "INTERNAL" } });
}
