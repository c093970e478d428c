import { readFileSync } from "node:fs";
import { CsvError, type Info, parse } from "csv-parse/sync";
import { LocatedError, type SourceLocation, UserError } from "../../errors.js";
import { nearestWord } from "../../nearest-word.js";
import type { SessionTable, SessionTableRow } from "./session-table.js";

type ColumnKind = "name" | "number" | "optional number";

interface Column {
  readonly name: string;
  /** An empty field of an optional number is a missing value. */
  readonly kind: ColumnKind;
  /** Only numbers above 0 make sense. */
  readonly positive?: boolean;
  readonly required: boolean;
  readonly meaning: string;
}

const pathColumns = ["grid", "square", "group", "hole"] as const;

const fixedColumns: readonly Column[] = [
  ...pathColumns.map((name): Column => ({ name, kind: "name", required: true, meaning: `the ${name}'s name` })),
  { name: "x_px", kind: "number", required: true, meaning: "the hole's place in its group's image, pixels" },
  { name: "y_px", kind: "number", required: true, meaning: "the hole's place in its group's image, pixels" },
  {
    name: "ctf_resolution_angstrom",
    kind: "optional number",
    positive: true,
    required: true,
    meaning: "measured, Å; empty where the fit failed",
  },
  { name: "ctf_confidence", kind: "optional number", required: false, meaning: "the fit's confidence, 0 to 1" },
  { name: "stage_x_micrometers", kind: "number", required: false, meaning: "the hole's stage position, µm" },
  { name: "stage_y_micrometers", kind: "number", required: false, meaning: "the hole's stage position, µm" },
];

interface Raw {
  readonly record: string[];
  readonly raw: string;
  readonly info: Info;
}

/** A record with the place of each of its fields in the file. */
interface PlacedRecord {
  readonly fields: readonly string[];
  readonly line: number;
  at(field: number): SourceLocation;
}

/**
 * Reads a session table (CSV with a header). Columns beyond the known ones are left alone.
 *
 * @param features feature columns that the table must have; an empty field is a missing value
 * @throws LocatedError for a lacking column, a non-number, an empty name or a duplicate hole
 * @example readSessionTable("data/cryorl-y1/train.csv", ["predicted_ctf_resolution_angstrom"]).rows.length // 1197
 */
export function readSessionTable(file: string, features: readonly string[]): SessionTable {
  const [header, ...records] = placeRecords(file, readRecords(file));
  if (header === undefined) {
    throw new LocatedError({ file, line: 1, column: 1 }, "the table is empty; expected a header line");
  }
  const columns = [...fixedColumns, ...features.map(featureColumn)];
  const fieldOf = fieldNumbers(header, columns, features);
  const firstLine = new Map<string, number>();
  const rows = records.map((record) => {
    const row = readRow(record, columns, fieldOf, features);
    const key = JSON.stringify([row.grid, row.square, row.group, row.hole]);
    const first = firstLine.get(key);
    if (first !== undefined) {
      const problem = `hole '${row.hole}' of group '${row.group}' is in the table already, in line ${first}; expected each hole once`;
      throw new LocatedError(record.at(fieldOf.get("hole")!), problem);
    }
    firstLine.set(key, record.line);
    return row;
  });
  if (rows.length === 0) throw new LocatedError({ file, line: 2, column: 1 }, "the table has a header but no holes");
  return { rows };
}

function featureColumn(name: string): Column {
  return { name, kind: "optional number", required: true, meaning: "a feature; empty where missing" };
}

/** Number of the field of each column that the table has. */
function fieldNumbers(
  header: PlacedRecord,
  columns: readonly Column[],
  features: readonly string[],
): ReadonlyMap<string, number> {
  const names = header.fields.map((name) => name.trim());
  const fieldOf = new Map<string, number>();
  for (const column of columns) {
    const field = names.indexOf(column.name);
    if (field === -1 && column.required) throw lackingColumn(header.at(0), column, names, features, columns);
    if (field === -1) continue;
    const again = names.indexOf(column.name, field + 1);
    if (again !== -1)
      throw new LocatedError(header.at(again), `the column '${column.name}' comes twice; expected it once`);
    fieldOf.set(column.name, field);
  }
  if (fieldOf.has("stage_x_micrometers") !== fieldOf.has("stage_y_micrometers")) {
    throw new LocatedError(
      header.at(0),
      "only one of stage_x_micrometers and stage_y_micrometers is there; expected both or none",
    );
  }
  return fieldOf;
}

function readRow(
  record: PlacedRecord,
  columns: readonly Column[],
  fieldOf: ReadonlyMap<string, number>,
  features: readonly string[],
): SessionTableRow {
  const names: Record<string, string> = {};
  const numbers: Record<string, number> = {};
  for (const column of columns) {
    const field = fieldOf.get(column.name);
    const text = field === undefined ? "" : record.fields[field]!.trim();
    if (column.kind === "name") {
      names[column.name] = text;
      if (text === "") {
        throw new LocatedError(record.at(field!), `column '${column.name}' is empty; expected ${column.meaning}`);
      }
      continue;
    }
    const value = text === "" ? Number.NaN : Number(text);
    const mayMiss = field === undefined || column.kind === "optional number";
    const allowed = Number.isFinite(value) && (column.positive !== true || value > 0);
    if (!allowed && !(text === "" && mayMiss)) {
      const what = column.positive === true ? "a number above 0" : "a finite number";
      const problem = `column '${column.name}' is '${text}'; expected ${what} (${column.meaning})`;
      throw new LocatedError(record.at(field ?? 0), problem);
    }
    numbers[column.name] = value;
  }
  return {
    grid: names.grid!,
    square: names.square!,
    group: names.group!,
    hole: names.hole!,
    xPixels: numbers.x_px!,
    yPixels: numbers.y_px!,
    stageXMicrometers: numbers.stage_x_micrometers!,
    stageYMicrometers: numbers.stage_y_micrometers!,
    features: Object.fromEntries(features.map((name) => [name, numbers[name]!])),
    ctfResolutionAngstrom: numbers.ctf_resolution_angstrom!,
  };
}

/** Where each record and its fields stand: after the blank lines that the parser skipped before it. */
function placeRecords(file: string, records: readonly Raw[]): PlacedRecord[] {
  let next = 1;
  return records.map(({ record, raw, info }) => {
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

function lackingColumn(
  location: SourceLocation,
  column: Column,
  names: readonly string[],
  features: readonly string[],
  columns: readonly Column[],
): LocatedError {
  const hint = features.includes(column.name)
    ? " If the session has no such feature, name it in the scenario's 'world.hide'."
    : "";
  const problem = `the table lacks the column '${column.name}' (${column.meaning}); it has ${names.join(", ")}.`;
  // A column that stands for itself was not meant for another one.
  const others = names.filter((name) => !columns.some((known) => known.name === name));
  const near = nearestWord(column.name, others);
  const misspelt = near === undefined ? "" : ` Is '${near}' meant to be it?`;
  return new LocatedError(location, `${problem}${misspelt}${hint}`);
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
