import Database from "better-sqlite3";
import type { Logger } from "pino";
import { JournalUnavailable } from "./errors.js";
import type { OpenFile } from "./file/open-database.js";

/** What is told how a commit went. */
export type Committed = (error?: Error) => void;

interface Told {
  readonly callback: Committed;
  /** Why what was written is lost. */
  readonly error: Error | undefined;
}

export interface GroupCommitOptions {
  /** Has something done later: at the end of the turn. */
  readonly schedule: (flush: () => void) => void;
  readonly log: Logger | undefined;
  /** Called before a group begins. */
  readonly begin: () => void;
}

/**
 * Makes one transaction, and so one flush of the disk, of all that is written within a turn of the event loop, and tells
 * those who wait when it is on the disk, in their order. A group that can't be written is gone as a whole; nothing can
 * be written then until {@link recover} has managed a trial.
 */
export class GroupCommit {
  readonly #file: OpenFile;
  readonly #options: GroupCommitOptions;
  /** To be told at the end of the group under way. */
  #waiting: Told[] = [];
  /** To be told now. */
  readonly #due: Told[] = [];
  #scheduled = false;
  #cause: unknown;

  constructor(file: OpenFile, options: GroupCommitOptions) {
    this.#file = file;
    this.#options = options;
  }

  get isAvailable(): boolean {
    return this.#cause === undefined;
  }

  /** Whether something is written and not committed. */
  get isOpen(): boolean {
    return this.#file.database.inTransaction;
  }

  /** Writes within the group, which begins with it if none is under way. @throws JournalUnavailable */
  write<T>(action: () => T): T {
    if (!this.isAvailable) throw this.#unavailable();
    try {
      if (!this.isOpen) {
        this.#options.begin();
        this.#file.database.exec("BEGIN IMMEDIATE");
        this.#schedule();
      }
      return action();
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || error.code.startsWith("SQLITE_CONSTRAINT")) throw error;
      this.#fail(error);
      throw this.#unavailable();
    }
  }

  /** Calls back after the commit of all that is written so far, or at the end of the turn if that is on the disk. */
  whenCommitted(callback: Committed): void {
    if (!this.#file.database.open) throw new Error(`the journal '${this.#file.file}' is closed; expected it open`);
    this.#waiting.push({ callback, error: this.isAvailable ? undefined : this.#unavailable() });
    this.#schedule();
  }

  /** Commits the group and tells those who wait. How it went is in {@link isAvailable}. */
  flush(): void {
    try {
      if (this.isOpen) this.#file.database.exec("COMMIT");
    } catch (error) {
      this.#fail(error);
    }
    this.#due.push(...this.#waiting.splice(0));
    for (let due = this.#due.shift(); due !== undefined; due = this.#due.shift()) tell(due);
  }

  /** As {@link flush}; what the callbacks write then is refused, as nobody would commit it. */
  close(): void {
    this.flush();
    if (this.isOpen || this.#waiting.length > 0) this.#fail(new Error("it is being closed"));
    this.flush();
  }

  /** Tries again after a failure. @returns whether it can be written */
  recover(trial: () => void): boolean {
    if (this.isAvailable) return true;
    try {
      trial();
    } catch (error) {
      this.#cause = error;
      this.#rollBack();
      return false;
    }
    this.#cause = undefined;
    this.#options.log?.info({ file: this.#file.file }, "the journal can be written again");
    return true;
  }

  #fail(cause: unknown): void {
    this.#cause = cause;
    this.#rollBack();
    const error = this.#unavailable();
    this.#waiting = this.#waiting.map(({ callback, error: earlier }) => ({ callback, error: earlier ?? error }));
    this.#options.log?.error({ file: this.#file.file }, error.message);
  }

  #rollBack(): void {
    try {
      if (this.isOpen) this.#file.database.exec("ROLLBACK");
    } catch (error) {
      this.#options.log?.error({ file: this.#file.file, error: String(error) }, "rolling back failed");
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.schedule(() => {
      this.#scheduled = false;
      if (this.#file.database.open) this.flush();
    });
  }

  #unavailable(): JournalUnavailable {
    return new JournalUnavailable(this.#file.file, this.#cause);
  }
}

/** Whoever throws ends the process like any other uncaught error, but those who come after are told. */
function tell({ callback, error }: Told): void {
  try {
    if (error === undefined) callback();
    else callback(error);
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
