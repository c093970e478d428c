import { LocatedError } from "../../errors.js";
import { didYouMean } from "../../nearest-word.js";
import { type PlacedRecord, readCsvRecords } from "./csv-records.js";
import { tableFeatures } from "./feature-columns.js";
import { RowChecks } from "./row-checks.js";
import type { HoleStatus, SessionTable, SessionTableRow, SurveyState } from "./session-table.js";
import { type Column, findColumns, type PathColumn, type TableColumns } from "./table-columns.js";

/** What may differ from one reader of a table to another. */
export interface ReadOptions {
  /** The name of the group is not read: groups are formed from the holes' stage positions, which must be there. */
  readonly ungrouped?: boolean;
}

/**
 * Reads a session table (CSV with a header; docs/data.md has the columns). Columns beyond the known ones are left alone.
 *
 * @param features feature columns that are asked for: of these the prediction must be there; an empty field is a
 *   missing value
 * @throws LocatedError for a lacking column, a non-number, an empty name, a hole that comes twice, a target whose rows
 *   disagree, or a status that its outcome contradicts
 * @example readSessionTable("data/cryorl-y1/train.csv", ["predicted_ctf_resolution_angstrom"]).rows.length // 1197
 */
export function readSessionTable(file: string, features: readonly string[], options: ReadOptions = {}): SessionTable {
  const [header, ...records] = readCsvRecords(file);
  if (header === undefined) {
    throw new LocatedError({ file, line: 1, column: 1 }, "the table is empty; expected a header line");
  }
  const made: readonly PathColumn[] = options.ungrouped === true ? ["group"] : [];
  const columns = findColumns(header, features, made);
  if (made.length > 0 && !columns.fieldOf.has("stage_x_micrometers")) {
    const problem =
      "forming groups needs the columns stage_x_micrometers and stage_y_micrometers, which the table lacks; use the table's own groups";
    throw new LocatedError(header.at(0), problem);
  }
  const checks = new RowChecks(columns);
  const rows = records.map((record) => {
    const row = readRow(record, columns);
    checks.check(record, row);
    return row;
  });
  if (rows.length === 0) throw new LocatedError({ file, line: 2, column: 1 }, "the table has a header but no holes");
  return { rows };
}

function readRow(record: PlacedRecord, { columns, fieldOf }: TableColumns): SessionTableRow {
  const texts: Record<string, string> = {};
  const numbers: Record<string, number> = {};
  for (const column of columns) {
    const field = fieldOf.get(column.name);
    if (field === undefined) continue;
    const text = record.fields[field]!.trim();
    if (column.kind === "number") numbers[column.name] = readNumber(record, field, column, text);
    else texts[column.name] = readText(record, field, column, text);
  }
  const number = (name: string) => numbers[name] ?? Number.NaN;
  const place = (prefix: string) => [number(`${prefix}_x_micrometers`), number(`${prefix}_y_micrometers`)] as const;
  const has = (name: string) => fieldOf.has(name);
  return {
    grid: texts.grid!,
    square: texts.square!,
    group: texts.group ?? "",
    hole: texts.hole!,
    ...(has("position") ? { position: texts.position! } : {}),
    xPixels: number("x_px"),
    yPixels: number("y_px"),
    stageXMicrometers: number("stage_x_micrometers"),
    stageYMicrometers: number("stage_y_micrometers"),
    ...(has("group_stage_x_micrometers") ? { groupStage: place("group_stage") } : {}),
    ...(has("square_stage_x_micrometers") ? { squareStage: place("square_stage") } : {}),
    features: Object.fromEntries(tableFeatures.filter((f) => has(f.column)).map((f) => [f.column, number(f.column)])),
    ...(has("status") ? { status: texts.status as HoleStatus } : {}),
    ...(has("surveyed") ? { surveyed: texts.surveyed as SurveyState } : {}),
    ctfResolutionAngstrom: number("ctf_resolution_angstrom"),
    ...(has("ice_thickness_nanometers") ? { iceThicknessNanometers: number("ice_thickness_nanometers") } : {}),
    ...(has("particle_count") ? { particleCount: number("particle_count") } : {}),
    ...(has("ctf_confidence") ? { ctfConfidence: number("ctf_confidence") } : {}),
    ...(has("acquired_at") ? { acquiredAt: texts.acquired_at! } : {}),
  };
}

function readNumber(record: PlacedRecord, field: number, column: Column, text: string): number {
  if (text === "" && column.mayMiss === true) return Number.NaN;
  const value = text === "" ? Number.NaN : Number(text);
  const inRange = column.range === undefined || value > 0 || (column.range === "at least 0" && value === 0);
  if (Number.isFinite(value) && inRange) return value;
  const what = column.range === undefined ? "a finite number" : `a number ${column.range}`;
  const problem = `column '${column.name}' is '${text}'; expected ${what} (${column.meaning})`;
  throw new LocatedError(record.at(field), problem);
}

function readText(record: PlacedRecord, field: number, column: Column, text: string): string {
  if (column.kind === "name" && text === "") {
    throw new LocatedError(record.at(field), `column '${column.name}' is empty; expected ${column.meaning}`);
  }
  if (column.words !== undefined && !column.words.includes(text)) {
    const expected = `expected one of ${column.words.join(", ")} (${column.meaning})`;
    const problem = `column '${column.name}' is '${text}'; ${expected}.${didYouMean(text, column.words)}`;
    throw new LocatedError(record.at(field), problem);
  }
  return text;
}
