import { CsvError, type Info, parse } from "csv-parse/sync";
import { LocatedError } from "../../../env/errors.js";
import { oneLine, shorten } from "../../../env/scenario/document/shorten.js";
import type { ResultTable } from "../result-table.js";
import { wholeLines } from "./text.js";

/** How a CSV file is written. */
export interface CsvForm {
  /** One character. */
  readonly delimiter: string;
  /** Lines that begin with it are passed over; undefined: none. */
  readonly comment: string | undefined;
}

interface Placed {
  readonly fields: readonly string[];
  readonly raw: string;
  readonly line: number;
}

const MOST_PROBLEMS = 1000;

/**
 * The rows of a CSV file with a header.
 *
 * @param isFinal a last line without an end is taken as it is
 * @throws LocatedError if it is no such file
 */
export function csvTable(file: string, bytes: Buffer, form: CsvForm, isFinal: boolean): ResultTable {
  const { text, unfinishedLine } = wholeLines(file, bytes, isFinal);
  const problems: string[] = [];
  const [header, ...records] = recordsOf(file, text, form, problems);
  if (header === undefined) {
    const what = unfinishedLine === undefined ? "the file is empty" : "the file ends in its first line; half-written?";
    throw new LocatedError({ file, line: 1, column: 1 }, `${what}; expected a line with the names of the columns`);
  }
  const columns = header.fields.map((name) => name.trim());
  columns.forEach((name, i) => {
    if (columns.indexOf(name) === i) return;
    const column = columnOf(header.raw, i, form.delimiter);
    throw new LocatedError({ file, line: header.line, column }, `the column '${shorten(name)}' comes twice`);
  });
  const rows = records.filter(({ fields, line }) => {
    if (fields.length === columns.length) return true;
    const what = `${fields.length} values; expected ${columns.length}, one for each column`;
    if (problems.length < MOST_PROBLEMS) problems.push(`${file}:${line}:1: ${what}`);
    return false;
  });
  const index = new Map(columns.map((name, i) => [name, i]));
  return {
    columns,
    length: rows.length,
    value: (row, column) => rows[row]!.fields[index.get(column) ?? -1],
    place(row, column) {
      const { raw, line } = rows[row]!;
      return `${file}:${line}:${columnOf(raw, index.get(column ?? "") ?? 0, form.delimiter)}`;
    },
    header: `${file}:${header.line}:1`,
    problems,
    unfinished: unfinishedLine === undefined ? undefined : `${file}:${unfinishedLine}:1`,
  };
}

/** All records; where one of them is no CSV, line by line, so that a quote without an end takes no other lines with it. */
function recordsOf(file: string, text: string, form: CsvForm, problems: string[]): Placed[] {
  try {
    return parsed(text, form, 1);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return text.split("\n").flatMap((line, i) => {
    try {
      return parsed(line, form, i + 1);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const what = shorten(oneLine(error.message.replace(/ (at|on) line \d+/g, "")));
      if (problems.length < MOST_PROBLEMS) problems.push(`${file}:${i + 1}:1: not CSV: ${what}`);
      return [];
    }
  });
}

/** @throws CsvError */
function parsed(text: string, { delimiter, comment }: CsvForm, firstLine: number): Placed[] {
  const records: unknown = parse(text, {
    delimiter,
    ...(comment !== undefined && { comment, comment_no_infix: true }),
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return (records as { record: string[]; raw: string; info: Info }[]).map(({ record, raw, info }) => {
    // Before the record itself the parser gives the comments and blank lines that it passed over.
    const lines = raw.replace(/\n$/, "").split("\n");
    const passed = lines.findIndex((line) => line !== "" && (comment === undefined || !line.startsWith(comment)));
    const own = lines.slice(Math.max(0, passed));
    return { fields: record, raw: own.join("\n"), line: firstLine + info.lines - own.length };
  });
}

/** Character column, from 1, at which the n-th field of a raw record starts. */
function columnOf(raw: string, n: number, delimiter: string): number {
  let isQuoted = false;
  let field = 0;
  for (let i = 0; i < raw.length; i++) {
    if (field === n) return i + 1;
    if (raw[i] === '"') isQuoted = !isQuoted;
    else if (raw[i] === delimiter && !isQuoted) field++;
  }
  return Math.max(1, raw.length);
}
