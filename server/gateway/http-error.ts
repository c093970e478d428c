import { status } from "@grpc/grpc-js";
import { RichError } from "../access/rich-error.js";

const HTTP_STATUS: Readonly<Record<number, number>> = {
  [status.CANCELLED]: 499,
  [status.INVALID_ARGUMENT]: 400,
  [status.FAILED_PRECONDITION]: 400,
  [status.OUT_OF_RANGE]: 400,
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.ABORTED]: 409,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.UNIMPLEMENTED]: 501,
  [status.UNAVAILABLE]: 503,
  [status.DEADLINE_EXCEEDED]: 504,
};

/** An answer that says what was wrong: `google.rpc.Status` as JSON, with the code's name beside. */
export interface ErrorBody {
  readonly code: number;
  readonly status: string;
  readonly message: string;
  readonly details: readonly Readonly<Record<string, unknown>>[];
}

/** HTTP's own statuses that fastify itself answers with. */
const OF_HTTP: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  404: status.UNIMPLEMENTED,
  408: status.DEADLINE_EXCEEDED,
  413: status.RESOURCE_EXHAUSTED,
  414: status.INVALID_ARGUMENT,
  415: status.INVALID_ARGUMENT,
};

/**
 * What to answer for something thrown: a gRPC code where the error has one, else `internal error` and nothing more.
 *
 * @returns `unexpected` where it is a fault of the server's own and belongs in the log
 */
export function httpError(error: unknown): { statusCode: number; body: ErrorBody; unexpected: boolean } {
  const { code, statusCode, message } = error as { code?: unknown; statusCode?: unknown; message?: unknown };
  if (typeof code === "number" && code > 0 && status[code] !== undefined) {
    const body = { code, status: status[code], message: String(message), details: detailsOf(error) };
    return { statusCode: HTTP_STATUS[code] ?? 500, body, unexpected: false };
  }
  const ofHttp = typeof statusCode === "number" ? OF_HTTP[statusCode] : undefined;
  if (ofHttp !== undefined) {
    const body = { code: ofHttp, status: status[ofHttp], message: String(message), details: [] };
    return { statusCode: statusCode as number, body, unexpected: false };
  }
  const body = { code: status.INTERNAL, status: "INTERNAL", message: "internal error", details: [] };
  return { statusCode: 500, body, unexpected: true };
}

function detailsOf(error: unknown): ErrorBody["details"] {
  if (!(error instanceof RichError)) return [];
  const { errorInfo, badRequest } = error.given;
  return [
    ...(errorInfo === undefined
      ? []
      : [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", domain: "cryogym", metadata: {}, ...errorInfo }]),
    ...(badRequest === undefined
      ? []
      : [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: badRequest }]),
  ];
}
