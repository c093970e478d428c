import { ServerInterceptingCall, type ServerInterceptor, status } from "@grpc/grpc-js";
import type { Metrics } from "./metrics.js";

/**
 * Counts calls by method and status, and streams that are open. It stands before the access interceptor, so that refusals
 * count.
 *
 * @example new Server({ interceptors: [metricsInterceptor(metrics), accessInterceptor(gate)] });
 */
export function metricsInterceptor(metrics: Metrics): ServerInterceptor {
  return ({ path: method, requestStream, responseStream }, call) => {
    const isStream = requestStream || responseStream;
    if (isStream) metrics.streams.inc({ method });
    let over = false;
    const end = (code: status) => {
      if (over) return;
      over = true;
      if (isStream) metrics.streams.dec({ method });
      metrics.calls.inc({ method, code: status[code] });
    };
    return new ServerInterceptingCall(call, {
      start: (next) => next({ onCancel: () => end(status.CANCELLED) }),
      sendStatus: (result, next) => {
        end(result.code ?? status.UNKNOWN);
        next(result);
      },
    });
  };
}
