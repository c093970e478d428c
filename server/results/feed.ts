import { shorten } from "../../env/scenario/document/shorten.js";
import { type Columns, columnsOf } from "./columns.js";
import { type Match, shotMatcher } from "./match-shot.js";
import { type Measured, measureTable } from "./measure.js";
import type { ResultTable } from "./result-table.js";
import type { SourceConfig } from "./results-config.js";
import type { SourceKind, TakenTable } from "./source-kind.js";
import type { ResultsStore } from "./store/results-store.js";

/** What a feed has come to so far. */
export interface FeedNumbers {
  /** Shots of which something was read, ever. */
  readonly read: number;
  /** Shots that the server has the latest of. */
  readonly reported: number;
  readonly waiting: number;
  /** Shots that the server does not know, or not yet. */
  readonly unknown: number;
  /** Outcomes that the server refused. */
  readonly refused: number;
  /** Names without a shot, since the start. */
  readonly unmatched: number;
  /** Micrographs whose CTF was not fitted when their file was read last. */
  readonly pending: number;
  /** Rows that could not be understood when their file was read last. */
  readonly problems: number;
}

/** Where rows come from. */
export interface TableOrigin {
  readonly path: string;
  readonly modifiedUnixMilliseconds: number;
}

/** Printed of one look; more are counted. */
const MOST_TOLD = 20;
const MOST_REMEMBERED = 10_000;

/** One source's way into the store: its tables become outcomes of shots. */
export class Feed {
  /** Session and source. */
  readonly id: string;
  readonly sessionKey: string;
  readonly source: string;
  readonly #columns: Columns;
  readonly #shotOf: (name: string) => Match;
  readonly #unmatched = new Set<string>();
  readonly #told = new Set<string>();
  readonly #tables = new Map<string, { readonly pending: number; readonly problems: number }>();
  readonly #unfinished = new Map<string, string>();

  /**
   * @param tell says something to the operator
   * @param news there is something to report
   */
  constructor(
    readonly config: SourceConfig & { readonly session: string },
    kind: SourceKind,
    readonly store: ResultsStore,
    readonly tell: (line: string) => void,
    readonly news: () => void,
  ) {
    const { name, session, columns, match, path_map: pathMap } = config;
    this.source = name;
    this.sessionKey = session;
    this.id = `${session}/${name}`;
    this.#columns = columnsOf(columns, kind.columns, kind.isSparse);
    this.#shotOf = shotMatcher({ sessionKey: session, match, pathMap });
  }

  /** Takes a table in; it is on the disk when this returns. @throws UserError if its columns are not there */
  take(table: ResultTable, { path, modifiedUnixMilliseconds }: TableOrigin): TakenTable {
    const { rows, problems, pending } = measureTable(table, {
      columns: this.#columns,
      failedFromAngstrom: this.config.failed_from_angstrom,
      withoutCtf: this.config.without_ctf,
    });
    const outcomes = new Map<string, Measured>();
    const unmatched = new Map<string, string>();
    for (const { name, measured, place } of rows) {
      const match = this.#shotOf(name);
      if ("shotId" in match) outcomes.set(match.shotId, measured);
      else unmatched.set(name, `${place}: ${match.reason}`);
    }
    const news = this.store.take({ feed: this.id, path, modifiedUnixMilliseconds, outcomes });
    this.#tables.set(path, { pending, problems: problems.length });
    if (table.unfinished === undefined) this.#unfinished.delete(path);
    else this.#unfinished.set(path, table.unfinished);
    this.#tellUnmatched(unmatched);
    this.#tellOnce(problems);
    if (news > 0) this.news();
    return { news, known: outcomes.size - news, pending, unmatched: [...unmatched.values()], problems };
  }

  /** Places of last lines without an end that were left out. */
  get unfinished(): readonly string[] {
    return [...this.#unfinished.values()];
  }

  numbers(): FeedNumbers {
    const { told, waiting, unknown, refused } = this.store.counts(this.id);
    const tables = [...this.#tables.values()];
    return {
      read: told + waiting + unknown + refused,
      reported: told,
      waiting,
      unknown,
      refused,
      unmatched: this.#unmatched.size,
      pending: tables.reduce((sum, table) => sum + table.pending, 0),
      problems: tables.reduce((sum, table) => sum + table.problems, 0),
    };
  }

  #tellUnmatched(unmatched: ReadonlyMap<string, string>): void {
    const fresh = [...unmatched].filter(([name]) => !this.#unmatched.has(name));
    for (const [name] of fresh) this.#unmatched.add(name);
    this.#tellSome(fresh.map(([name, why]) => `unmatched: ${shorten(name)}: ${why}`));
  }

  #tellOnce(problems: readonly string[]): void {
    const fresh = problems.filter((problem) => !this.#told.has(problem));
    // In a file whose rows move, each problem is another text each time.
    if (this.#told.size > MOST_REMEMBERED) this.#told.clear();
    for (const problem of fresh) this.#told.add(problem);
    this.#tellSome(fresh);
  }

  #tellSome(lines: readonly string[]): void {
    for (const line of lines.slice(0, MOST_TOLD)) this.tell(`${this.id}: ${line}`);
    if (lines.length > MOST_TOLD) this.tell(`${this.id}: … and ${lines.length - MOST_TOLD} more`);
  }
}
