import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from "@grpc/grpc-js";
import { visibleResponse } from "./authorise.js";
import { type Caller, rememberCaller } from "./caller.js";
import type { Gate } from "./gate.js";
import { isLoopbackHost } from "./loopback.js";
import { requestTarget } from "./request-target.js";
import { RichError, richError } from "./rich-error.js";

export interface InterceptorOptions {
  /** How long a caller may wait with the first message of a call, seconds; default 10. */
  readonly firstMessageWithinSeconds?: number;
}

/**
 * The interceptor that puts a {@link Gate} before every method of a grpc-js server. A handler finds out who calls with
 * `callerOf(call.metadata)`.
 *
 * @example new Server({ interceptors: [accessInterceptor(gate)] });
 */
export function accessInterceptor(gate: Gate, options: InterceptorOptions = {}): ServerInterceptor {
  const firstMessageMilliseconds = (options.firstMessageWithinSeconds ?? 10) * 1000;
  return ({ path, requestStream, responseStream }, call) => {
    const guarded = new GuardedCall(gate, path, requestStream || responseStream, call, firstMessageMilliseconds);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, go) => guarded.admit(metadata, go),
          onReceiveMessage: (message, go) => guarded.admitRequest(message, go),
          onReceiveHalfClose: (go) => {
            if (!guarded.isOver) go();
          },
          onCancel: () => guarded.end(status.CANCELLED),
        }),
      sendMetadata: (metadata, next) => {
        if (!guarded.isOver) next(metadata);
      },
      sendMessage: (message, next) => {
        if (!guarded.isOver) next(guarded.visible(message));
      },
      sendStatus: (result, next) => {
        if (guarded.isOver) return;
        guarded.end(result.code ?? status.UNKNOWN);
        next(result);
      },
    });
  };
}

class GuardedCall {
  isOver = false;
  readonly #began = performance.now();
  #caller: Caller | undefined;
  #sessionKey = "";
  #closeStream: () => void = () => {};
  #firstMessage: NodeJS.Timeout | undefined;

  constructor(
    readonly gate: Gate,
    readonly method: string,
    readonly isStream: boolean,
    readonly call: ServerInterceptingCallInterface,
    readonly firstMessageMilliseconds: number,
  ) {}

  admit(metadata: Metadata, go: (metadata: Metadata) => void): void {
    this.#orRefuse(() => {
      const host = this.call.getConnectionInfo().remoteAddress ?? "unknown";
      const authorization = metadata.get("authorization").map(String);
      // Nothing behind this interceptor needs the secret, so nothing can log it.
      metadata.remove("authorization");
      const caller = this.gate.admit(
        this.method,
        {
          authorization: authorization.length === 0 ? undefined : authorization.join(", "),
          commonName: commonNameOf(this.call),
          isLoopback: isLoopbackHost(host),
        },
        host,
      );
      this.#caller = caller;
      rememberCaller(metadata, caller);
      if (this.isStream) {
        this.#closeStream = this.gate.openStream(caller, this.method, (why) => this.#refuse(why));
      }
      this.#firstMessage = setTimeout(() => this.#late(), this.firstMessageMilliseconds);
      this.#firstMessage.unref();
      go(metadata);
    });
  }

  admitRequest(message: unknown, go: (message: unknown) => void): void {
    if (this.isOver) return;
    clearTimeout(this.#firstMessage);
    this.#orRefuse(() => {
      this.#sessionKey ||= requestTarget(this.method, message).sessionKeys[0] ?? "";
      this.gate.admitRequest(this.#caller!, this.method, message);
      go(message);
    });
  }

  visible(message: unknown): unknown {
    return visibleResponse(this.#caller!, this.method, message);
  }

  end(code: status): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#firstMessage);
    this.#closeStream();
    this.gate.audit.write({
      caller: this.#caller,
      method: this.method,
      sessionKey: this.#sessionKey,
      code,
      peer: this.call.getPeer(),
      milliseconds: performance.now() - this.#began,
    });
  }

  #late(): void {
    const message = `nothing was sent for ${this.firstMessageMilliseconds / 1000} s after the call began`;
    this.#refuse(richError(status.DEADLINE_EXCEEDED, message, { errorInfo: { reason: "FIRST_MESSAGE_LATE" } }));
  }

  #orRefuse(task: () => void): void {
    try {
      task();
    } catch (error) {
      if (error instanceof RichError) this.#refuse(error);
      else {
        this.gate.options.log.error({ err: error, method: this.method }, "the access check failed");
        this.#refuse(richError(status.INTERNAL, "internal error"));
      }
    }
  }

  #refuse({ code, details, metadata }: RichError): void {
    if (this.isOver) return;
    this.end(code);
    this.call.sendStatus({ code, details, metadata });
  }
}

function commonNameOf(call: ServerInterceptingCallInterface): string | undefined {
  const name: unknown = call.getAuthContext().sslPeerCertificate?.subject?.CN;
  return typeof name === "string" ? name : undefined;
}
