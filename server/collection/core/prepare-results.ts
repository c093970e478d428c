import type { PlainOutcome } from "../../../env/session/session-change.js";
import type { ReportRequest, ShotOutcome } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { plainOutcomeOf } from "../../services/outcome-codec.js";
import { checkMessage } from "../validation/check-message.js";
import { reportRequest } from "../validation/message-schemas.js";
import type { CollectionCore } from "./collection-core.js";
import type { Act } from "./prepare-input.js";

/** A batch of outcomes. {@link CollectionCore.receipts} says afterwards what became of each. */
export function prepareResults(core: CollectionCore, request: ReportRequest): Act {
  checkMessage(reportRequest, request, "");
  return () => {
    const before = core.model.changes.length;
    core.receipts = request.outcomes.map((outcome) =>
      core.model.report(outcome.shotId, request.source, outcome.revision, outcomeOf(outcome)),
    );
    if (core.model.changes.length > before) core.dispatch({ kind: "informed" });
  };
}

function outcomeOf({ withdrawn, ...message }: ShotOutcome): PlainOutcome | null {
  return withdrawn ? null : plainOutcomeOf(message);
}
