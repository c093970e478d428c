import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { CollectionCore } from "../core/collection-core.js";

/** The halt that a driver latches when it connects; not one whose end it has heard of, though the server not from it. */
export function haltToLatch({ state: { halt, name }, exchange }: CollectionCore): string {
  if (halt === null || name !== "resuming") return halt?.id ?? "";
  const ends = ({ message }: DriveResponse) => message?.$case === "resume" && message.resume.haltId === halt.id;
  return exchange.unacknowledged().some(ends) ? halt.id : "";
}
