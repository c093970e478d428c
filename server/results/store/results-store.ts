import type Database from "better-sqlite3";
import type { Measured } from "../measure.js";

/** Where an outcome stands: to be told to the server, taken, not known there (yet), refused as wrong. */
export type ShotState = "waiting" | "told" | "unknown" | "refused";

/** Results of one file, or of one message. */
export interface Batch {
  /** Session and source: `monday/relion`. */
  readonly feed: string;
  /** Where they were read; another path is another witness. */
  readonly path: string;
  /** When the file was written, by its share's clock, milliseconds since 1970. */
  readonly modifiedUnixMilliseconds: number;
  /** By shot; of several rows the last one. */
  readonly outcomes: ReadonlyMap<string, Measured>;
}

/** An outcome that the server is to be told. */
export interface WaitingShot {
  readonly shotId: string;
  readonly revision: number;
  readonly outcome: Measured;
  readonly modifiedUnixMilliseconds: number;
  /** How often this revision was sent before. */
  readonly tries: number;
}

/** How a file was when it was last read as a whole. */
export interface FileStamp {
  readonly inode: string;
  readonly size: number;
  readonly modified: number;
}

interface Row {
  readonly shot_id: string;
  readonly revision: number;
  readonly outcome: string;
  readonly path: string;
  readonly modified: number;
  readonly state: ShotState;
  readonly tries: number;
}

/** Of how many shots a feed knows what. */
export type FeedCounts = Readonly<Record<ShotState, number>>;

/**
 * What was read of each shot and what the server has been told: the cursor of a results process. Files are read as a whole
 * again and again; only what a path says otherwise than it did before is news, so nothing is lost and nothing is repeated.
 */
export class ResultsStore {
  readonly #database: Database.Database;
  readonly #reading: Database.Statement<[string, string, string], { outcome: string }>;
  readonly #setReading: Database.Statement<[string, string, string, string]>;
  readonly #shot: Database.Statement<[string, string], Row>;
  readonly #setShot: Database.Statement<[string, string, number, string, string, number, ShotState, number, number]>;
  readonly #due: Database.Statement<[string, ShotState, number], Row>;
  readonly #try: Database.Statement<[string, string, number]>;
  readonly #settle: Database.Statement<[ShotState, string, string, number]>;
  #place: number;

  /** @param unixSeconds this machine's time; gives corrections their revision */
  constructor(
    database: Database.Database,
    readonly unixSeconds: () => number,
  ) {
    this.#database = database;
    this.#reading = database.prepare("SELECT outcome FROM readings WHERE feed = ? AND path = ? AND shot_id = ?");
    this.#setReading = database.prepare("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)");
    this.#shot = database.prepare("SELECT * FROM shots WHERE feed = ? AND shot_id = ?");
    this.#setShot = database.prepare("INSERT OR REPLACE INTO shots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#due = database.prepare("SELECT * FROM shots WHERE feed = ? AND state = ? ORDER BY place LIMIT ?");
    this.#try = database.prepare("UPDATE shots SET tries = tries + 1 WHERE feed = ? AND shot_id = ? AND revision = ?");
    this.#settle = database.prepare("UPDATE shots SET state = ? WHERE feed = ? AND shot_id = ? AND revision = ?");
    this.#place = database
      .prepare<[], { most: number }>("SELECT coalesce(max(place), 0) AS most FROM shots")
      .get()!.most;
  }

  /** Takes results in; they are on the disk when it returns. @returns how many of the shots have news */
  take(batch: Batch): number {
    return this.#commit(() => {
      let news = 0;
      for (const [shotId, outcome] of batch.outcomes) if (this.#takeOne(batch, shotId, canonical(outcome))) news++;
      return news;
    });
  }

  #takeOne({ feed, path, modifiedUnixMilliseconds: modified }: Batch, shotId: string, outcome: string): boolean {
    const before = this.#reading.get(feed, path, shotId)?.outcome;
    if (before === outcome) return false;
    this.#setReading.run(feed, path, shotId, outcome);
    const known = this.#shot.get(feed, shotId);
    if (known?.outcome === outcome) return false;
    // A file that is seen for the first time and is older than what is known, such as one put back, corrects nothing.
    if (known !== undefined && before === undefined && known.path !== path && modified < known.modified) return false;
    const revision = known === undefined ? 0 : known.tries === 0 ? known.revision : this.#nextRevision(known.revision);
    this.#setShot.run(feed, shotId, revision, outcome, path, modified, "waiting", 0, ++this.#place);
    return true;
  }

  /** Above every one given before, also by a process whose state was lost. */
  #nextRevision(revision: number): number {
    return Math.max(revision + 1, Math.floor(this.unixSeconds()));
  }

  /** The first that the server is to be told. Each try has to be noted with {@link trying} before it is made. */
  due(feed: string, state: "waiting" | "unknown", most: number): WaitingShot[] {
    return this.#due.all(feed, state, most).map((row) => ({
      shotId: row.shot_id,
      revision: row.revision,
      outcome: JSON.parse(row.outcome) as Measured,
      modifiedUnixMilliseconds: row.modified,
      tries: row.tries,
    }));
  }

  trying(feed: string, shots: readonly WaitingShot[]): void {
    this.#commit(() => {
      for (const { shotId, revision } of shots) this.#try.run(feed, shotId, revision);
    });
  }

  /** What became of what was sent; of shots with news since nothing changes. */
  settle(feed: string, settled: readonly (readonly [WaitingShot, ShotState])[]): void {
    this.#commit(() => {
      for (const [{ shotId, revision }, state] of settled) this.#settle.run(state, feed, shotId, revision);
    });
  }

  /**
   * Gives outcomes a higher revision: somebody under this name reported them with theirs already, and nobody knows what. So
   * it is after the state was lost.
   */
  raise(feed: string, shots: readonly WaitingShot[]): void {
    this.#commit(() => {
      for (const { shotId, revision } of shots) {
        const row = this.#shot.get(feed, shotId);
        if (row?.revision !== revision) continue;
        const next = this.#nextRevision(revision);
        this.#setShot.run(feed, shotId, next, row.outcome, row.path, row.modified, "waiting", 0, ++this.#place);
      }
    });
  }

  counts(feed: string): FeedCounts {
    const rows = this.#database
      .prepare<[string], { state: ShotState; n: number }>(
        "SELECT state, count(*) AS n FROM shots WHERE feed = ? GROUP BY state",
      )
      .all(feed);
    const of = (state: ShotState) => rows.find((row) => row.state === state)?.n ?? 0;
    return { waiting: of("waiting"), told: of("told"), unknown: of("unknown"), refused: of("refused") };
  }

  stamp(feed: string, path: string): FileStamp | undefined {
    return this.#database
      .prepare<[string, string], FileStamp>("SELECT inode, size, modified FROM files WHERE feed = ? AND path = ?")
      .get(feed, path);
  }

  setStamp(feed: string, path: string, { inode, size, modified }: FileStamp): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)")
      .run(feed, path, inode, size, modified);
  }

  close(): void {
    this.#database.close();
  }

  #commit<T>(task: () => T): T {
    return this.#database.transaction(task).immediate();
  }
}

const keys: readonly (keyof Measured)[] = [
  "ctfResolutionAngstrom",
  "iceThicknessNanometers",
  "particleCount",
  "completedTilts",
  "failed",
  "withdrawn",
];

function canonical(outcome: Measured): string {
  return JSON.stringify(
    Object.fromEntries(keys.flatMap((key) => (outcome[key] === undefined ? [] : [[key, outcome[key]]]))),
  );
}
