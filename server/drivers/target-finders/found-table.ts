import { readFile } from "node:fs/promises";
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { LocatedError, type SourceLocation, UserError } from "../../../env/errors.js";
import { readCsvRecords } from "../../../env/world/table/csv-records.js";
import { explainFile } from "./explain-file.js";

/** One field and where it stands. */
export interface TableField {
  /** Undefined where it is empty, null or missing. */
  readonly value: string | number | undefined;
  readonly location: SourceLocation;
}

/** A row by the names of its columns. */
export type TableRow = (column: string) => TableField;

/** A table of what a program has found, CSV or JSON, that knows where each field stands. */
export class FoundTable {
  private constructor(
    readonly file: string,
    readonly rows: readonly TableRow[],
  ) {}

  /** @throws UserError, LocatedError where it is no such table */
  static async read(file: string): Promise<FoundTable> {
    if (/\.json$/i.test(file)) return new FoundTable(file, await readJson(file));
    if (/\.csv$/i.test(file)) return new FoundTable(file, readCsv(file));
    throw new UserError(`${file}: expected a name that ends with .csv or .json`);
  }
}

function readCsv(file: string): TableRow[] {
  const [header, ...records] = readCsvRecords(file);
  if (header === undefined) throw new LocatedError({ file, line: 1, column: 1 }, "no header; expected a CSV table");
  const columns = new Map(header.fields.map((name, i) => [name.trim(), i]));
  return records.map((record) => (column) => {
    const field = columns.get(column);
    if (field === undefined) throw new LocatedError(header.at(0), unknownColumn(column, [...columns.keys()]));
    const text = record.fields[field]?.trim();
    return { value: text === "" ? undefined : text, location: record.at(field) };
  });
}

/** JSON is read as YAML, which knows where things stand. */
async function readJson(file: string): Promise<TableRow[]> {
  const lines = new LineCounter();
  const text = await explainFile(file, "can't be read", readFile(file, "utf8"));
  const document = parseDocument(text, { lineCounter: lines, schema: "json", uniqueKeys: true });
  const place = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  if (error !== undefined) throw new LocatedError(place(error.pos[0]), `not JSON: ${error.message.split("\n")[0]}`);
  if (!isSeq(document.contents)) throw new LocatedError(place(0), "expected an array of objects");
  return document.contents.items.map((item) => {
    if (!isMap(item))
      throw new LocatedError(place((item as { range?: number[] }).range?.[0] ?? 0), "expected an object");
    return (column) => {
      const node = item.get(column, true);
      const offset = (node as { range?: number[] } | undefined)?.range?.[0] ?? item.range?.[0] ?? 0;
      const value: unknown = isScalar(node) ? node.value : node;
      if (value === undefined || value === null || value === "") return { value: undefined, location: place(offset) };
      if (typeof value === "string" || typeof value === "number") return { value, location: place(offset) };
      throw new LocatedError(place(offset), `'${column}' is no text or number`);
    };
  });
}

function unknownColumn(column: string, known: readonly string[]): string {
  return `there is no column '${column}'; there are ${known.map((name) => `'${name}'`).join(", ")}`;
}
