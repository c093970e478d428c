import { LocatedError, UserError } from "../../env/errors.js";
import { shorten } from "../../env/scenario/document/shorten.js";
import type { Column, ColumnField, Columns } from "./columns.js";
import type { ResultTable, Value } from "./result-table.js";

/** What a pipeline found out about one micrograph, in the protocol's words; absent is not measured. */
export interface Measured {
  readonly ctfResolutionAngstrom?: number;
  readonly iceThicknessNanometers?: number;
  readonly particleCount?: number;
  readonly completedTilts?: number;
  readonly failed?: boolean;
  readonly withdrawn?: true;
}

/** One row that tells something. */
export interface MeasuredRow {
  readonly name: string;
  readonly measured: Measured;
  readonly place: string;
}

/** What a table tells. */
export interface MeasuredTable {
  readonly rows: readonly MeasuredRow[];
  /** Rows that can't be understood, each with its place. */
  readonly problems: readonly string[];
  /** Rows whose CTF was not fitted yet. */
  readonly pending: number;
}

/** How rows are understood. */
export interface MeasureOptions {
  readonly columns: Columns;
  /** A fit at or above this is a failed one, ångström. */
  readonly failedFromAngstrom: number;
  /** What a row without a CTF resolution is. Default: pending. */
  readonly withoutCtf?: "pending" | "failed";
}

const ABSENT = new Set(["", "null", "none", "na", "n/a", "<na>", "-", "--"]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)(\(ind\))?$/i;
const TRUE = new Set(["true", "1", "yes", "y", "failed"]);
const FALSE = new Set(["false", "0", "no", "n", "ok", ""]);
const MOST_PROBLEMS = 1000;
const MOST_NAME = 4096;

/**
 * What each row of a table tells. A CTF resolution of NaN, infinity, 0, or beyond `failedFromAngstrom` is a failed fit; a row
 * without one is not processed yet, unless it says that it failed. A row with a value that can't be understood is left out
 * as a whole.
 *
 * @throws UserError if a column is missing
 */
export function measureTable(table: ResultTable, options: MeasureOptions): MeasuredTable {
  requireColumns(table, options.columns);
  const rows: MeasuredRow[] = [];
  const problems = [...table.problems];
  let pending = 0;
  for (let row = 0; row < table.length; row++) {
    try {
      const measured = measureRow(new RowReader(table, row, options.columns), options);
      if (measured === undefined) pending++;
      else rows.push(measured);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (problems.length < MOST_PROBLEMS) problems.push(error.message);
    }
  }
  return { rows, problems, pending };
}

function requireColumns(table: ResultTable, columns: Columns): void {
  if (table.length === 0 && table.columns.length === 0) return;
  for (const [field, { columns: names, isRequired }] of Object.entries(columns) as [ColumnField, Column][]) {
    if (!isRequired || names.some((name) => table.columns.includes(name))) continue;
    const known = shorten(table.columns.join(", "));
    throw new UserError(`${table.header}: no column ${names.join(" or ")} for ${field}; there are: ${known}`);
  }
}

function measureRow(row: RowReader, { failedFromAngstrom, withoutCtf }: MeasureOptions): MeasuredRow | undefined {
  const name = row.name();
  const place = row.place("name");
  if (row.flag("withdrawn") === true) return { name, place, measured: { withdrawn: true } };
  const failed = row.flag("failed");
  const others = {
    ...field("iceThicknessNanometers", row.amount("ice_thickness_nanometers")),
    ...field("particleCount", row.amount("particle_count")),
    ...field("completedTilts", row.amount("completed_tilts")),
  };
  const ctf = row.number("ctf_resolution_angstrom");
  if (ctf === undefined) {
    if (failed === true) return { name, place, measured: { ...others, failed } };
    // A tilt series may have no CTF fit of its own; without this the protocol takes it as failed.
    if ("completedTilts" in others) return { name, place, measured: { ...others, failed: false } };
    return withoutCtf === "failed" ? { name, place, measured: { ...others, failed: true } } : undefined;
  }
  if (ctf < 0) row.fail("ctf_resolution_angstrom", `the CTF resolution is ${ctf}; expected a number above 0`);
  const isFitted = ctf > 0 && ctf < failedFromAngstrom;
  if (!isFitted) return { name, place, measured: { ...others, failed: true } };
  return { name, place, measured: { ctfResolutionAngstrom: ctf, ...others, ...(failed === true && { failed }) } };
}

function field<Name extends keyof Measured>(name: Name, value: number | undefined): { [Key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: number });
}

class RowReader {
  constructor(
    readonly table: ResultTable,
    readonly row: number,
    readonly columns: Columns,
  ) {}

  name(): string {
    const value = this.#value("name");
    const name = typeof value === "number" ? String(value) : value;
    if (typeof name !== "string" || name.trim() === "") return this.fail("name", "the name is empty");
    if (name.length > MOST_NAME) return this.fail("name", `the name has ${name.length} characters`);
    return name.trim();
  }

  /** Undefined: not there. NaN and infinities are numbers. */
  number(what: ColumnField): number | undefined {
    const value = this.#value(what);
    const times = this.columns[what]?.times ?? 1;
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number") return rounded(value, times);
    const text = String(value).trim();
    if (ABSENT.has(text.toLowerCase())) return undefined;
    if (NOT_FINITE.test(text)) return Number.NaN;
    if (typeof value === "string" && NUMBER.test(text)) return rounded(Number(text), times);
    return this.fail(what, `'${shorten(text)}' is no number; expected one such as 3.42`);
  }

  /** A finite number of at least 0, else undefined. */
  amount(what: ColumnField): number | undefined {
    const value = this.number(what);
    if (value === undefined || !Number.isFinite(value)) return undefined;
    return value >= 0 ? value : this.fail(what, `${what} is ${value}; expected a number of at least 0`);
  }

  flag(what: "failed" | "withdrawn"): boolean | undefined {
    const value = this.#value(what);
    if (value === undefined || value === null) return undefined;
    const text = String(value).trim().toLowerCase();
    if (TRUE.has(text)) return true;
    return FALSE.has(text) || ABSENT.has(text)
      ? false
      : this.fail(what, `'${shorten(text)}' is neither true nor false`);
  }

  place(what: ColumnField): string {
    return this.table.place(this.row, this.#column(what));
  }

  fail(what: ColumnField, problem: string): never {
    throw new UserError(`${this.place(what)}: ${problem}`);
  }

  #value(what: ColumnField): Value {
    const column = this.#column(what);
    return column === undefined ? undefined : this.#read(column);
  }

  #read(column: string): Value {
    try {
      return this.table.value(this.row, column);
    } catch (error) {
      throw error instanceof LocatedError ? new UserError(error.message) : error;
    }
  }

  /** The first column that this row has. */
  #column(what: ColumnField): string | undefined {
    const known = (this.columns[what]?.columns ?? []).filter((name) => this.table.columns.includes(name));
    if (known.length < 2) return known[0];
    return known.find((name) => !isAbsent(this.#read(name))) ?? known[0];
  }
}

function isAbsent(value: Value): boolean {
  return value === undefined || value === null || value === "";
}

/** Without the noise that a factor such as 0.1 adds in the last digits. */
function rounded(value: number, times: number): number {
  return times === 1 || !Number.isFinite(value) ? value : Number((value * times).toPrecision(12));
}
