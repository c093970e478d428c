import { existsSync, statSync } from "node:fs";
import { UserError } from "../../env/errors.js";
import type { JournalEntry, JournaledSession } from "./entry.js";
import { explained } from "./file/check-file.js";
import { copyDatabase } from "./file/copy-database.js";
import { type OpenFile, type OpenFileOptions, openForReading, openForWriting, usedBy } from "./file/open-database.js";
import { type Committed, GroupCommit } from "./group-commit.js";
import type { JournalOptions } from "./journal-options.js";
import { JournalReader, unknownSession } from "./journal-reader.js";
import { JournalWriter } from "./journal-writer.js";
import { type Lease, Leases } from "./leases.js";
import { type Snapshot, Snapshots } from "./snapshots.js";

/**
 * What came in and what was decided, in a file that outlives the process: nothing that follows from an entry may leave
 * the process before {@link whenCommitted} calls back without an error. Then the entry is on the disk.
 *
 * All that is written within a turn of the event loop, sessions, leases and snapshots too, is one group: it is on the
 * disk as a whole or not at all. Its sessions, leases, lengths and indices are seen at once; its entries are read when
 * they are on the disk. docs/journal.md says what else holds.
 *
 * @example
 * const journal = Journal.open("/var/lib/cryogym/journal.db", { now: Date.now });
 * journal.append("grid-7", "survey", bytes, observedAtMilliseconds);
 * journal.whenCommitted((error) => (error === undefined ? acknowledge() : refuse(error)));
 */
export class Journal {
  readonly #file: OpenFile;
  readonly #now: () => number;
  readonly #group: GroupCommit;
  readonly #reader: JournalReader;
  readonly #writer: JournalWriter;
  readonly #leases: Leases;
  readonly #snapshots: Snapshots;
  /** The last entry, by its number over all sessions, before the group under way. */
  #lastCommitted = 0;

  /**
   * Opens a journal for this process alone, makes it if it is not there, and brings its schema up to date.
   *
   * @throws UserError if it can't be used, and why; then it is as it was
   */
  static open(file: string, options: JournalOptions): Journal {
    return usedBy(openForWriting(file, options), (opened) => new Journal(opened, options));
  }

  /** Opens a journal for reading alone. @throws UserError, also if a server has it open */
  static read(file: string, options: OpenFileOptions = {}): JournalReader {
    return usedBy(openForReading(file, options), (opened) => new JournalReader(opened));
  }

  private constructor(file: OpenFile, { now, log, schedule = setImmediate, connected }: JournalOptions) {
    this.#file = file;
    this.#now = now;
    this.#reader = new JournalReader(file);
    this.#writer = new JournalWriter(file.database);
    this.#leases = new Leases(file.database);
    this.#snapshots = new Snapshots(file.database, log);
    this.#group = new GroupCommit(file, { schedule, log, begin: () => this.#begin() });
    connected?.(file.database);
  }

  /** False after a write that failed, until {@link recover}. */
  get isAvailable(): boolean {
    return this.#group.isAvailable;
  }

  /** @throws RangeError if there is one of this key; JournalUnavailable */
  createSession({ key, instrument, settings }: Omit<JournaledSession, "createdAtMilliseconds">): void {
    if (key === "") throw new RangeError("a session's key is empty; expected at least one character");
    if (this.session(key) !== undefined)
      throw new RangeError(`there is a session '${key}' already; expected a new key`);
    const session = { key, instrument, settings, createdAtMilliseconds: this.#now() };
    this.#group.write(() => this.#writer.create(session));
  }

  /** In the order in which they were made. */
  sessions(): JournaledSession[] {
    return this.#reader.sessions();
  }

  session(key: string): JournaledSession | undefined {
    return this.#reader.session(key);
  }

  /**
   * Adds an entry to the group under way.
   *
   * @param kind what the payload is, for the reader
   * @param observedAtMilliseconds UTC, by the sender's clock
   * @param recordedAtMilliseconds UTC, when it was taken in. Default: now
   * @returns its index in the session
   * @throws RangeError if there is no such session; JournalUnavailable
   */
  append(
    sessionKey: string,
    kind: string,
    payload: Uint8Array,
    observedAtMilliseconds?: number,
    recordedAtMilliseconds = this.#now(),
  ): number {
    if (observedAtMilliseconds !== undefined && !Number.isFinite(observedAtMilliseconds))
      throw new RangeError(`observedAtMilliseconds is ${observedAtMilliseconds}; expected a finite number or nothing`);
    const entry = { kind, payload, observedAtMilliseconds, recordedAtMilliseconds };
    const index = this.#group.write(() => this.#writer.append(sessionKey, entry));
    if (index === undefined) throw unknownSession(sessionKey);
    return index;
  }

  /**
   * Calls back, in order, after the commit of everything written so far; at the end of the turn if that is on the disk.
   * To be called right after what it is about was written. An error means that the group may not be taken for written.
   */
  whenCommitted(callback: Committed): void {
    this.#group.whenCommitted(callback);
  }

  /** Commits the group now and calls back; how it went is in {@link isAvailable}. */
  flush(): void {
    this.#group.flush();
  }

  /** As {@link JournalReader.entries}, of what is on the disk. More may be appended meanwhile. @throws as it does */
  entries(sessionKey: string, fromIndex = 0, toIndex = Number.POSITIVE_INFINITY): IterableIterator<JournalEntry> {
    return this.#reader.entries(sessionKey, fromIndex, Math.min(toIndex, this.committedLength(sessionKey)));
  }

  /** How many entries a session has, with those of the group under way: the next one's index. @throws RangeError */
  length(sessionKey: string): number {
    return this.#reader.length(sessionKey);
  }

  /** How many of them are on the disk. @throws RangeError */
  committedLength(sessionKey: string): number {
    return this.#group.isOpen ? this.#reader.lengthUpTo(sessionKey, this.#lastCommitted) : this.length(sessionKey);
  }

  /**
   * Adds a snapshot to the group under way; the two latest of each version are kept.
   *
   * @param index the state is that after so many entries
   * @param version of the state's format
   * @throws RangeError if the session has fewer entries; JournalUnavailable
   */
  putSnapshot(sessionKey: string, index: number, version: number, payload: Uint8Array): void {
    const length = this.length(sessionKey);
    if (!Number.isInteger(index) || index < 0 || index > length)
      throw new RangeError(
        `a snapshot after ${index} entries of ${length}; expected a whole number from 0 to ${length}`,
      );
    if (!Number.isInteger(version)) throw new RangeError(`a snapshot of version ${version}; expected a whole number`);
    this.#group.write(() => this.#snapshots.put(sessionKey, index, version, payload));
  }

  /** The newest snapshot of this version that can be read. */
  snapshot(sessionKey: string, version: number): Snapshot | undefined {
    return this.#snapshots.get(sessionKey, version);
  }

  /**
   * Gives an instrument to its session, in the group under way. A session that holds it gets a new term.
   *
   * @returns the term, greater than all before it; it counts once the group is committed
   * @throws LeaseHeld naming the session that holds it; RangeError if the session is not this instrument's
   */
  acquireLease(instrument: string, sessionKey: string): number {
    const session = this.session(sessionKey);
    if (session === undefined) throw unknownSession(sessionKey);
    if (session.instrument !== instrument)
      throw new RangeError(
        `session '${sessionKey}' is of instrument '${session.instrument}'; expected '${instrument}'`,
      );
    return this.#group.write(() => this.#leases.acquire(instrument, sessionKey));
  }

  /** Frees an instrument, in the group under way; nothing happens if the session does not hold it. */
  releaseLease(instrument: string, sessionKey: string): void {
    this.#group.write(() => this.#leases.release(instrument, sessionKey));
  }

  lease(instrument: string): Lease | undefined {
    return this.#leases.get(instrument);
  }

  /** After a failure: tries a real write. @returns whether the journal can be written */
  recover(): boolean {
    return this.#group.recover(() => this.#writer.trial());
  }

  /** Commits the group and writes a whole copy to a new file. Blocks until it is on the disk. @throws UserError */
  backup(file: string): void {
    if (existsSync(file)) throw new UserError(`there is a file '${file}' already; give a new one for the backup`);
    this.flush();
    explained(file, () => copyDatabase(this.#file.database, file));
  }

  /** Size of the file without its log, bytes. */
  get bytes(): number {
    return statSync(this.#file.file).size;
  }

  /** Commits the group, calls back, and gives the file back. */
  close(): void {
    if (!this.#file.database.open) return;
    this.#group.close();
    this.#file.close();
  }

  #begin(): void {
    this.#lastCommitted = this.#writer.lastNumber();
  }
}
