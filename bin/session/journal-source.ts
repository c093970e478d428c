import { join } from "node:path";
import { UserError } from "../../env/errors.js";
import { didYouMean } from "../../env/nearest-word.js";
import type { CollectionCore } from "../../server/collection/core/collection-core.js";
import type { CollectedSessionSettings } from "../../server/collection/session/collected-session-settings.js";
import { stateAt } from "../../server/collection/session/state-at.js";
import { exportedPlan, sessionTable } from "../../server/export/export-session.js";
import { Journal, type JournaledSession, type JournalReader } from "../../server/journal/index.js";
import { describeSession, summariseSession } from "../../server/services/describe-session.js";
import { encodeEvent } from "../../server/services/event-codec.js";
import { stateMessage } from "../../server/services/session-codec.js";
import type { SessionSource } from "./session-source.js";

/** A session of a journal: how it was made, and what its entries make of it. */
export interface StoredSession {
  readonly settings: CollectedSessionSettings;
  readonly createdAtMilliseconds: number;
  readonly core: CollectionCore;
}

/**
 * Opens the journal in a server's folder for reading.
 *
 * @throws UserError if it is not there or a server holds it, and what to do
 */
export function readJournal(folder: string): JournalReader {
  try {
    return Journal.read(join(folder, "journal.sqlite"));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}\nWhile a server runs, ask it instead: --server HOST:PORT`);
  }
}

/** A session as its journal says it was made. @throws UserError naming those that there are */
export function requireStored(journal: JournalReader, key: string): JournaledSession {
  const stored = journal.session(key);
  if (stored !== undefined) return stored;
  const known = journal.sessions().map((one) => one.key);
  const there = known.length === 0 ? "It has none." : `There are ${known.join(", ")}.`;
  throw new UserError(`the journal has no session '${key}'.${didYouMean(key, known)} ${there}`);
}

/** Sessions of a journal that no server holds. Each one is made by reading its entries. */
export class JournalSource implements SessionSource {
  readonly isLive = false;
  readonly #journal: JournalReader;
  readonly #read = new Map<string, StoredSession>();

  /** @param folder the server's `data` @throws UserError as {@link readJournal} */
  constructor(folder: string) {
    this.#journal = readJournal(folder);
  }

  async list() {
    return this.#journal
      .sessions()
      .reverse()
      .map(({ key, instrument, createdAtMilliseconds }) =>
        summariseSession(this.#session(key).core, { instrument, createdAtMilliseconds }),
      );
  }

  async describe(key: string) {
    const { core, settings, createdAtMilliseconds } = this.#session(key);
    let { policy } = settings;
    for (const { entry } of core.milestones) if (entry.kind === "swapped") policy = entry.policy;
    const { instrument } = settings;
    return describeSession(core, { instrument, policy, isConnected: false, createdAtMilliseconds });
  }

  async events(key: string) {
    const { core } = this.#session(key);
    const { model, events } = core;
    const targets = model.session.tree.size - 1;
    const state = stateMessage(core.state.name);
    return events
      .all()
      .map((event, index) => encodeEvent(event, { index, targets, state, shotOf: (id) => model.shots.of(id) ?? "" }));
  }

  async export(key: string) {
    const { core, settings } = this.#session(key);
    return { table: sessionTable(core), plan: exportedPlan(settings) };
  }

  close(): void {
    this.#journal.close();
  }

  #session(key: string): StoredSession {
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const { createdAtMilliseconds, settings: text } = requireStored(this.#journal, key);
    const settings = JSON.parse(text) as CollectedSessionSettings;
    const core = stateAt(this.#journal, key, settings);
    core.events.show();
    const session = { settings, createdAtMilliseconds, core };
    this.#read.set(key, session);
    return session;
  }
}
