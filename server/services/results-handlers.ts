import {
  ReceiptStatus,
  type ReportRequest,
  type ReportResponse,
} from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { Receipt } from "../collection/model/shot-book.js";
import type { SessionStore } from "../collection/session/session-store.js";
import { checkMessage } from "../collection/validation/check-message.js";
import { reportRequest } from "../collection/validation/message-schemas.js";
import { rawOf } from "./raw-messages.js";

const statuses: Readonly<Record<Receipt, ReceiptStatus>> = {
  accepted: ReceiptStatus.ACCEPTED,
  duplicate: ReceiptStatus.DUPLICATE,
  unknownShot: ReceiptStatus.UNKNOWN_SHOT,
  early: ReceiptStatus.EARLY,
  superseded: ReceiptStatus.SUPERSEDED,
  notExposed: ReceiptStatus.NOT_EXPOSED,
};

/** `ResultsService`: outcomes from the facility's pipeline. */
export function resultsHandlers(store: SessionStore) {
  return {
    "ResultsService/Report": async (request: ReportRequest): Promise<ReportResponse> => {
      checkMessage(reportRequest, request, "");
      const session = await store.find(request.sessionKey);
      const receipts = await session.report(request, rawOf(request));
      return {
        receipts: request.outcomes.map(({ shotId }, i) => ({ shotId, status: statuses[receipts[i]!] })),
      };
    },
  };
}
