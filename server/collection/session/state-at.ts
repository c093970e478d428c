import type { Journal, JournalReader } from "../../journal/index.js";
import { CollectionCore } from "../core/collection-core.js";
import { type CollectedSessionSettings, planOf } from "./collected-session-settings.js";
import { inputOf } from "./journal-codec.js";

/**
 * A session as it was after so many entries of its journal, by reading those again.
 *
 * @param after number of entries; default: all
 * @throws UserError if the settings can't be read
 */
export function stateAt(
  journal: Pick<Journal | JournalReader, "entries">,
  key: string,
  settings: CollectedSessionSettings,
  after = Number.POSITIVE_INFINITY,
): CollectionCore {
  const { mode, resultsSource } = settings;
  const core = new CollectionCore({
    key,
    plan: planOf(settings),
    mode,
    ...(resultsSource !== undefined && { resultsSource }),
  });
  for (const entry of journal.entries(key, 0, after)) core.take(inputOf(entry), entry.recordedAtMilliseconds);
  return core;
}
