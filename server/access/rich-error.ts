import { Metadata, type ServiceError, type status } from "@grpc/grpc-js";
import { BadRequest, ErrorInfo } from "../../proto/gen/google/rpc/error_details.js";
import { Status } from "../../proto/gen/google/rpc/status.js";

const KEY = "grpc-status-details-bin";
const DOMAIN = "cryogym";
const TYPE_URL = "type.googleapis.com/google.rpc.";

/** What a program can go by, beside the sentence for a person. */
export interface ErrorDetails {
  /** Why, in capitals and underscores, and what it is about; values are for programs and carry no secrets. */
  readonly errorInfo?: { readonly reason: string; readonly metadata?: Readonly<Record<string, string>> };
  /** Which fields of the request are wrong; a field as a path such as `outcomes[3].shot_id`. */
  readonly badRequest?: readonly { readonly field: string; readonly description: string }[];
}

/** A refusal: grpc-js makes the call's status of it, the gateway the answer's body. */
export class RichError extends Error {
  override readonly name = "RichError";
  constructor(
    readonly code: status,
    message: string,
    readonly given: ErrorDetails,
  ) {
    super(message);
  }

  /** The sentence, under the name by which grpc-js knows it. */
  get details(): string {
    return this.message;
  }

  /** Trailers that carry the details as `google.rpc.Status`. */
  get metadata(): Metadata {
    const metadata = new Metadata();
    metadata.set(KEY, Buffer.from(Status.encode(this.#status()).finish()));
    return metadata;
  }

  #status(): Status {
    const { errorInfo, badRequest } = this.given;
    const details: Status["details"] = [];
    if (errorInfo !== undefined) {
      const info = ErrorInfo.fromPartial({ ...errorInfo, metadata: { ...errorInfo.metadata }, domain: DOMAIN });
      details.push({ typeUrl: `${TYPE_URL}ErrorInfo`, value: Buffer.from(ErrorInfo.encode(info).finish()) });
    }
    if (badRequest !== undefined) {
      const bad = BadRequest.fromPartial({ fieldViolations: badRequest.map((violation) => ({ ...violation })) });
      details.push({ typeUrl: `${TYPE_URL}BadRequest`, value: Buffer.from(BadRequest.encode(bad).finish()) });
    }
    return { code: this.code, message: this.message, details };
  }
}

/**
 * A refusal with `google.rpc.ErrorInfo` (domain `cryogym`) and `google.rpc.BadRequest` for programs.
 *
 * @param message for a person: what was wrong, what was expected, what to do
 * @example callback(richError(status.NOT_FOUND, "there is no session 'a'", { errorInfo: { reason: "SESSION_UNKNOWN" } }));
 */
export function richError(code: status, message: string, details: ErrorDetails = {}): RichError {
  return new RichError(code, message, details);
}

/** What a client reads from a refusal. */
export interface ReceivedDetails {
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly { readonly field: string; readonly description: string }[];
}

/**
 * The details of a refusal that a client received; undefined if it carries none.
 *
 * @example if (receivedDetails(error)?.reason === "TOKEN_EXPIRED") askForAnother();
 */
export function receivedDetails(error: Pick<ServiceError, "metadata">): ReceivedDetails | undefined {
  const raw = error.metadata?.get(KEY)[0];
  if (!Buffer.isBuffer(raw)) return undefined;
  const { details } = Status.decode(raw);
  const detail = (name: string) => details.find(({ typeUrl }) => typeUrl === `${TYPE_URL}${name}`)?.value;
  const info = detail("ErrorInfo");
  const bad = detail("BadRequest");
  const { reason, domain, metadata } = ErrorInfo.decode(info ?? Buffer.alloc(0));
  const { fieldViolations } = BadRequest.decode(bad ?? Buffer.alloc(0));
  return {
    reason,
    domain,
    metadata,
    fields: fieldViolations.map(({ field, description }) => ({ field, description })),
  };
}
