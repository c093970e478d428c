import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { Journal } from "../../server/journal/index.js";

/** A journal that many sessions of the model share; the turns of its event loop end when {@link endTurn} says so. */
export class ModelJournal {
  readonly folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "cryogym-model-"));
  readonly #due: (() => void)[] = [];
  nowMilliseconds = 1.7e12;
  database!: Database;
  /** Every look at the clock finds it a little later. */
  readonly now = (): number => ++this.nowMilliseconds;
  journal = this.#open();

  /** @returns whether anything was due */
  endTurn(): boolean {
    const due = this.#due.splice(0);
    for (const flush of due) flush();
    return due.length > 0;
  }

  /** The process dies: what was not committed is gone. */
  crash(): void {
    if (this.database.inTransaction) this.database.exec("ROLLBACK");
    this.endTurn();
  }

  /** Closes the file and opens it again. */
  reopen(): void {
    this.journal.close();
    this.#due.length = 0;
    this.journal = this.#open();
  }

  close(): void {
    this.journal.close();
    rmSync(this.folder, { recursive: true });
  }

  #open(): Journal {
    return Journal.open(join(this.folder, "journal.db"), {
      now: this.now,
      schedule: (flush) => this.#due.push(flush),
      connected: (database) => {
        this.database = database;
      },
      waitMilliseconds: 0,
    });
  }
}
