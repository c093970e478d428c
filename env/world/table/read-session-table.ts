import { readFileSync } from "node:fs";
import { CsvError, type Info, parse } from "csv-parse/sync";
import { LocatedError, UserError } from "../../errors.js";
import { didYouMean } from "../../nearest-word.js";
import type { SessionTable, SessionTableRow } from "./session-table.js";

interface Column {
  readonly name: string;
  readonly kind: "name" | "number";
  readonly required: boolean;
  readonly meaning: string;
}

const fixedColumns: readonly Column[] = [
  { name: "grid", kind: "name", required: true, meaning: "the grid's name" },
  { name: "square", kind: "name", required: true, meaning: "the square's name" },
  { name: "group", kind: "name", required: true, meaning: "the group's name" },
  { name: "hole", kind: "name", required: true, meaning: "the hole's name" },
  { name: "x_px", kind: "number", required: true, meaning: "the hole's place in its group's image, pixels" },
  { name: "y_px", kind: "number", required: true, meaning: "the hole's place in its group's image, pixels" },
  {
    name: "ctf_resolution_angstrom",
    kind: "number",
    required: true,
    meaning: "measured, Å; empty where the fit failed",
  },
  { name: "ctf_confidence", kind: "number", required: false, meaning: "the fit's confidence, 0 to 1" },
  { name: "stage_x_micrometers", kind: "number", required: false, meaning: "the hole's stage position, µm" },
  { name: "stage_y_micrometers", kind: "number", required: false, meaning: "the hole's stage position, µm" },
];

/** Columns of which an empty field is a missing value. */
const mayBeEmpty = new Set(["ctf_resolution_angstrom", "ctf_confidence"]);

interface Raw {
  readonly record: string[];
  readonly raw: string;
  readonly info: Info;
}

/**
 * Reads a session table (CSV with a header). Columns beyond the known ones are left alone.
 *
 * @param features feature columns that the table must have; an empty field is a missing value
 * @throws LocatedError for a lacking column, a non-number, an empty name or a duplicate hole
 * @example readSessionTable("data/cryorl-y1/train.csv", ["predicted_ctf_resolution_angstrom"]).rows.length // 1197
 */
export function readSessionTable(file: string, features: readonly string[]): SessionTable {
  const records = readRecords(file);
  const header = records[0];
  if (header === undefined)
    throw new LocatedError({ file, line: 1, column: 1 }, "the table is empty; expected a header line");
  const columns: readonly Column[] = [
    ...fixedColumns,
    ...features.map(
      (name): Column => ({ name, kind: "number", required: true, meaning: "a feature; empty where missing" }),
    ),
  ];
  const indices = columns.map((column) => header.record.indexOf(column.name));
  columns.forEach((column, c) => {
    if (column.required && indices[c] === -1) throw lackingColumn(file, column, header.record, features);
  });
  const seen = new Map<string, number>();
  const rows: SessionTableRow[] = [];
  let line = header.info.lines + 1;
  for (const entry of records.slice(1)) {
    const raw = entry.raw.replace(/^\n+/, "");
    line += entry.raw.length - raw.length;
    const at = (c: number) => ({ file, line, column: fieldColumn(raw, indices[c]!) });
    const text = (name: string): string => {
      const c = columns.findIndex((column) => column.name === name);
      return indices[c] === -1 ? "" : (entry.record[indices[c]!] ?? "");
    };
    const numbers: Record<string, number> = {};
    columns.forEach((column, c) => {
      if (indices[c] === -1) {
        numbers[column.name] = Number.NaN;
        return;
      }
      const field = entry.record[indices[c]!]!.trim();
      if (column.kind === "name") {
        if (field === "") throw new LocatedError(at(c), `column '${column.name}' is empty; expected ${column.meaning}`);
        return;
      }
      numbers[column.name] = field === "" ? Number.NaN : Number(field);
      const empty = field === "" && (mayBeEmpty.has(column.name) || features.includes(column.name));
      if (!empty && !Number.isFinite(numbers[column.name])) {
        throw new LocatedError(
          at(c),
          `column '${column.name}' is '${field}'; expected a finite number (${column.meaning})`,
        );
      }
    });
    const names = ["grid", "square", "group", "hole"].map((name) => text(name).trim());
    const key = JSON.stringify(names);
    const first = seen.get(key);
    if (first !== undefined) {
      const problem = `hole '${names[3]}' of group '${names[2]}' is in the table already, in line ${first}; expected each hole once`;
      throw new LocatedError(at(3), problem);
    }
    seen.set(key, line);
    rows.push({
      grid: names[0]!,
      square: names[1]!,
      group: names[2]!,
      hole: names[3]!,
      xPixels: numbers.x_px!,
      yPixels: numbers.y_px!,
      stageXMicrometers: numbers.stage_x_micrometers!,
      stageYMicrometers: numbers.stage_y_micrometers!,
      features: Object.fromEntries(features.map((name) => [name, numbers[name]!])),
      ctfResolutionAngstrom: numbers.ctf_resolution_angstrom!,
    });
    line = entry.info.lines + 1;
  }
  if (rows.length === 0) throw new LocatedError({ file, line: 2, column: 1 }, "the table has a header but no holes");
  return { rows, location: { file, line: 1, column: 1 } };
}

function readRecords(file: string): Raw[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/\r\n?/g, "\n");
  } catch (error) {
    throw new UserError(`can't read the session table ${file}: ${(error as Error).message}`);
  }
  try {
    return parse(text, { bom: true, info: true, raw: true, skip_empty_lines: true }) as unknown as Raw[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : 1;
    throw new LocatedError({ file, line, column: 1 }, `not a CSV table: ${error.message}`);
  }
}

function lackingColumn(
  file: string,
  column: Column,
  header: readonly string[],
  features: readonly string[],
): LocatedError {
  const hint = features.includes(column.name)
    ? ` If the session has no such feature, name it in the scenario's 'world.hide'.`
    : "";
  return new LocatedError(
    { file, line: 1, column: 1 },
    `the table lacks the column '${column.name}' (${column.meaning}); it has ${header.join(", ")}.${didYouMean(column.name, header)}${hint}`,
  );
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
