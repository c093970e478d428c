import { ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { CoreInput } from "../collection/core/core-input.js";
import type { Commit } from "../collection/session/session-services.js";
import type { Metrics } from "./metrics.js";

/** Counts what has come into a session. */
export function countInputs(metrics: Metrics, instrument: string, input: CoreInput, commit: Commit): void {
  metrics.commitSeconds.observe(commit.milliseconds / 1000);
  for (const event of commit.events) {
    if (event.kind === "resulted") metrics.results.inc({ instrument, quality: event.good ? "good" : "bad" });
  }
  switch (input.kind) {
    case "decision": {
      const { policy, fallback, milliseconds } = input.record;
      metrics.decisions.inc({ instrument, policy, fallback: String(fallback !== undefined) });
      metrics.decisionSeconds.observe({ policy }, milliseconds / 1000);
      return;
    }
    case "noDecision":
      metrics.errors.inc({ kind: "decision" });
      return;
    case "driver": {
      const { message } = input.request;
      const isExposure = message?.$case === "shot" && message.shot.state === ShotState.DONE;
      if (isExposure || message?.$case === "undirectedExposure") metrics.exposures.inc({ instrument });
      return;
    }
    default:
      return;
  }
}
