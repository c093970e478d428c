import { LocatedError } from "../../errors.js";
import type { PlacedRecord } from "./csv-records.js";
import { isLabelled, type SessionTableRow, statusOf } from "./session-table.js";
import { type PathColumn, pathColumns, type TableColumns } from "./table-columns.js";

interface First {
  readonly line: number;
  readonly texts: readonly string[];
}

/** Columns that only an exposure fills. */
const outcomeColumns = ["ctf_resolution_angstrom", "ice_thickness_nanometers", "particle_count"] as const;

/** Checks row by row what one row alone does not show: each hole once, targets whose rows agree; and its status. */
export class RowChecks {
  readonly #columns: TableColumns;
  readonly #path: readonly PathColumn[];
  /** Fields that must agree on all rows of a target, by the target's level. */
  readonly #shared: readonly { readonly level: PathColumn; readonly fields: readonly number[] }[];
  readonly #first = new Map<string, First>();

  constructor(columns: TableColumns) {
    const { fieldOf } = columns;
    this.#columns = columns;
    // Without a column of groups, holes are the square's.
    this.#path = pathColumns.filter(
      (name) => columns.columns.some((column) => column.name === name) && fieldOf.has(name),
    );
    this.#shared = this.#path.slice(0, -1).map((level) => ({
      level,
      fields: columns.columns.flatMap((column) => {
        const field = column.level === level ? fieldOf.get(column.name) : undefined;
        return field === undefined ? [] : [field];
      }),
    }));
  }

  /** @throws LocatedError */
  check(record: PlacedRecord, row: SessionTableRow): void {
    this.#checkOnce(record, row);
    for (const { level, fields } of this.#shared)
      if (fields.length > 0) this.#checkAgreement(record, row, level, fields);
    this.#checkStatus(record, row);
  }

  #key(row: SessionTableRow, level: PathColumn): string {
    const path = this.#path.slice(0, this.#path.indexOf(level) + 1);
    return JSON.stringify([level, ...path.map((name) => row[name])]);
  }

  #checkOnce(record: PlacedRecord, row: SessionTableRow): void {
    const level = this.#path.at(-1)!;
    const key = this.#key(row, level);
    const first = this.#first.get(key);
    if (first !== undefined) {
      const above = this.#path.at(-2)!;
      const problem = `${level} '${row[level]}' of ${above} '${row[above]}' is in the table already, in line ${first.line}; expected each ${level} once`;
      throw new LocatedError(record.at(this.#columns.fieldOf.get(level)!), problem);
    }
    this.#first.set(key, { line: record.line, texts: [] });
  }

  #checkAgreement(record: PlacedRecord, row: SessionTableRow, level: PathColumn, fields: readonly number[]): void {
    const texts = fields.map((field) => record.fields[field]!.trim());
    const key = this.#key(row, level);
    const first = this.#first.get(key);
    if (first === undefined) {
      this.#first.set(key, { line: record.line, texts });
      return;
    }
    const i = texts.findIndex((text, n) => text !== first.texts[n] && !sameNumber(text, first.texts[n]!));
    if (i === -1) return;
    const name = [...this.#columns.fieldOf].find(([, field]) => field === fields[i])![0];
    const problem = `column '${name}' is '${texts[i]}', but '${first.texts[i]}' in line ${first.line}; expected the same on all rows of ${level} '${row[level]}'`;
    throw new LocatedError(record.at(fields[i]!), problem);
  }

  #checkStatus(record: PlacedRecord, row: SessionTableRow): void {
    const { fieldOf } = this.#columns;
    if (!fieldOf.has("status")) return;
    const status = statusOf(row);
    const text = (name: string) => record.fields[fieldOf.get(name) ?? -1]?.trim() ?? "";
    const refuse = (name: string, expected: string) => {
      const problem = `status '${status}' contradicts column '${name}', which is '${text(name)}'; expected ${expected}`;
      throw new LocatedError(record.at(fieldOf.get(name)!), problem);
    };
    if (status === "measured" && text("ctf_resolution_angstrom") === "") {
      refuse("ctf_resolution_angstrom", "a CTF resolution, or the status failed");
    }
    if (status === "failed" && text("ctf_resolution_angstrom") !== "") {
      refuse("ctf_resolution_angstrom", "it empty, or the status measured");
    }
    if (isLabelled(row)) return;
    for (const name of outcomeColumns) {
      if (text(name) !== "")
        refuse(name, "it empty: the result of a hole that was not exposed, is pending or was spent is unknown");
    }
  }
}

function sameNumber(a: string, b: string): boolean {
  return a !== "" && b !== "" && Number(a) === Number(b);
}
