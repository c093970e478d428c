/** What a file holds in one place; undefined: the row has no such column. */
export type Value = string | number | boolean | null | undefined;

/** Results as some format holds them: rows of named values, each with the place where it stands. */
export interface ResultTable {
  readonly columns: readonly string[];
  readonly length: number;
  /** @param row from 0 */
  value(row: number, column: string): Value;
  /** Where a value, or a row as a whole, stands: `file:line:column`, or `file: byte n` where it is no text. */
  place(row: number, column?: string): string;
  /** Where the names of the columns stand. */
  readonly header: string;
  /** Rows that can't be read, each with its place; the others are there. */
  readonly problems: readonly string[];
  /** Where a last line begins that has no end yet and was left out; undefined: there is none. */
  readonly unfinished?: string | undefined;
}
