import { readFileSync } from "node:fs";
import { CsvError, type Info, parse } from "csv-parse/sync";
import { LocatedError, type SourceLocation, UserError } from "../../errors.js";

interface Raw {
  readonly record: string[];
  readonly raw: string;
  readonly info: Info;
}

/** A record with the place of each of its fields in the file. */
export interface PlacedRecord {
  readonly fields: readonly string[];
  readonly line: number;
  at(field: number): SourceLocation;
}

/**
 * The records of a CSV file, its header first.
 *
 * @throws UserError if the file can't be read, LocatedError if it is no CSV
 * @example readCsvRecords("table.csv")[1].at(2) // { file: "table.csv", line: 2, column: 9 }
 */
export function readCsvRecords(file: string): PlacedRecord[] {
  let next = 1;
  return readRecords(file).map(({ record, raw, info }) => {
    // Where a record stands: after the blank lines that the parser skipped before it.
    const text = raw.replace(/^\n+/, "");
    const line = next + raw.length - text.length;
    next = info.lines + 1;
    return { fields: record, line, at: (field) => ({ file, line, column: fieldColumn(text, field) }) };
  });
}

function readRecords(file: string): Raw[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/\r\n?/g, "\n");
  } catch (error) {
    throw new UserError(`can't read the session table ${file}: ${(error as Error).message}`);
  }
  try {
    const records: unknown = parse(text, { bom: true, info: true, raw: true, skip_empty_lines: true });
    return records as Raw[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : 1;
    throw new LocatedError({ file, line, column: 1 }, `not a CSV table: ${error.message}`);
  }
}

/** Character column, from 1, at which the n-th field of a raw CSV record starts. */
function fieldColumn(raw: string, n: number): number {
  let quoted = false;
  let field = 0;
  for (let i = 0; i < raw.length; i++) {
    if (field === n) return i + 1;
    if (raw[i] === '"') quoted = !quoted;
    else if (raw[i] === "," && !quoted) field++;
  }
  return raw.length;
}
