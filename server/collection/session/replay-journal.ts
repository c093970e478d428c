import type { Journal } from "../../journal/index.js";
import type { CollectionCore } from "../core/collection-core.js";
import type { CoreOutput } from "../core/core-input.js";
import type { CoreState } from "../core/core-state.js";
import { inputOf } from "./journal-codec.js";

/** Of snapshots: another one is not read. */
export const CORE_VERSION = 2;

/**
 * Takes in again what the journal has of a session.
 *
 * @param core knows nothing yet
 * @param useSnapshot whether it may begin from one
 * @returns what was not answered when the journal was written last
 */
export function replayJournal(
  core: CollectionCore,
  key: string,
  journal: Journal,
  useSnapshot: boolean,
): readonly CoreOutput[] {
  const snapshot = useSnapshot ? journal.snapshot(key, CORE_VERSION) : undefined;
  if (snapshot !== undefined) core.restore(JSON.parse(Buffer.from(snapshot.payload).toString()) as CoreState);
  for (const entry of journal.entries(key, snapshot?.index ?? 0)) {
    core.take(inputOf(entry), entry.recordedAtMilliseconds);
  }
  core.events.show();
  const { name, decisions } = core.state;
  if (name === "deciding") return [{ kind: "decide", number: decisions }];
  return name === "waiting" ? [{ kind: "wake", decision: decisions, seconds: 1 }] : [];
}
