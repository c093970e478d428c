import { parse, stringify } from "yaml";
import { exportRecordedSession } from "../../env/world/table/export-recorded-session.js";
import type { ExportSessionRequest, ExportSessionResponse } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { CollectionCore } from "../collection/core/collection-core.js";
import type { SessionStore } from "../collection/session/session-store.js";
import type { SessionSettings } from "../policy/session-settings.js";

const CHUNK_BYTES = 64 * 1024;

/** A session's table, as far as it has come. */
export function sessionTable({ model }: CollectionCore): string {
  return exportRecordedSession(model.session, (id) => {
    const shot = model.shots.of(id);
    return shot === undefined ? undefined : model.shots.get(shot)?.told;
  });
}

/** A session's plan as YAML, its budget put in. */
export function exportedPlan({ scenario, budgetSeconds }: SessionSettings): string {
  return stringify({ ...parse(scenario), budget: `${budgetSeconds} s` });
}

/** `SessionService.ExportSession`: the table in chunks. */
export async function* exportSession(
  store: SessionStore,
  { sessionKey }: ExportSessionRequest,
): AsyncGenerator<ExportSessionResponse> {
  const { core, settings } = await store.find(sessionKey);
  const bytes = Buffer.from(sessionTable(core));
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield { chunk: bytes.subarray(at, at + CHUNK_BYTES), plan: at === 0 ? exportedPlan(settings) : "" };
  }
}
