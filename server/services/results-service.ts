import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type {
  ReportRequest,
  ReportResponse,
  ResultsServiceServer,
} from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import { invalid, ProtocolError } from "../collection/protocol-error.js";
import type { SessionStore } from "../collection/session-store.js";
import { decodeOutcome, outcomeProblem } from "./outcome-codec.js";

const MAX_OUTCOMES = 1000;

/** `ResultsService`: outcomes from the facility's pipeline. */
export function resultsService(store: SessionStore, log: Logger): ResultsServiceServer {
  return {
    report(call: ServerUnaryCall<ReportRequest, ReportResponse>, callback: sendUnaryData<ReportResponse>) {
      try {
        callback(null, report(call.request, store));
      } catch (error) {
        if (error instanceof ProtocolError) {
          callback({ code: error.code, details: error.message });
        } else {
          log.error({ err: error }, "report failed");
          callback({ code: status.INTERNAL, details: "internal error" });
        }
      }
    },
  };
}

function report({ sessionKey, source, outcomes }: ReportRequest, store: SessionStore): ReportResponse {
  const session = store.get(sessionKey);
  if (session === undefined) throw new ProtocolError(status.NOT_FOUND, `there is no session '${sessionKey}'`);
  if (source === "" || source.length > 64) throw invalid("source must have 1 to 64 characters");
  if (outcomes.length > MAX_OUTCOMES)
    throw invalid(`outcomes has ${outcomes.length} entries; expected at most ${MAX_OUTCOMES}`);
  outcomes.forEach((outcome, i) => {
    if (outcome.shotId === "") throw invalid(`outcomes[${i}].shot_id is empty`);
    const problem = outcomeProblem(outcome);
    if (problem !== undefined) throw invalid(`outcomes[${i}].${problem}`);
  });
  const receipts = outcomes.map(({ shotId, revision, ...outcome }) => ({
    shotId,
    status: session.collector.report(shotId, source, revision, decodeOutcome(outcome)),
  }));
  return { receipts };
}
