import { LocatedError } from "../../errors.js";
import { nearestWord } from "../../nearest-word.js";
import { PREDICTED_CTF_RESOLUTION } from "../../tree/feature-schema.js";
import type { PlacedRecord } from "./csv-records.js";
import { tableFeatures } from "./feature-columns.js";
import { holeStatuses, surveyStates } from "./session-table.js";

/** Levels that a table's rows name, outermost first. */
export const pathColumns = ["grid", "square", "group", "hole", "position"] as const;
export type PathColumn = (typeof pathColumns)[number];

/** A column of session tables. */
export interface Column {
  readonly name: string;
  /** A name must not be empty, a word is one of a few, text may be anything. */
  readonly kind: "name" | "number" | "word" | "text";
  readonly meaning: string;
  readonly required?: boolean;
  /** Whether a number may be missing where the table has the column. */
  readonly mayMiss?: boolean;
  /** What a number must be. */
  readonly range?: "above 0" | "at least 0";
  readonly words?: readonly string[];
  /** Level of the target that it says something about, if not of the row's own: the same on all of that target's rows. */
  readonly level?: PathColumn;
}

const stageMeaning = "the hole's stage position, µm";
const ofGroup = { level: "group", meaning: "where the stage stands for the group, µm" } as const;
const ofSquare = { level: "square", meaning: "the middle of the square on the stage, µm" } as const;

const fixedColumns: readonly Column[] = [
  { name: "grid", kind: "name", required: true, meaning: "the grid's name" },
  { name: "square", kind: "name", required: true, meaning: "the square's name" },
  { name: "group", kind: "name", required: true, meaning: "the group's name" },
  { name: "hole", kind: "name", required: true, meaning: "the hole's name" },
  { name: "position", kind: "name", meaning: "the name of one of the positions in a hole" },
  { name: "x_px", kind: "number", required: true, meaning: "the hole's place in its group's image, pixels" },
  { name: "y_px", kind: "number", required: true, meaning: "the hole's place in its group's image, pixels" },
  { name: "stage_x_micrometers", kind: "number", meaning: stageMeaning },
  { name: "stage_y_micrometers", kind: "number", meaning: stageMeaning },
  { name: "group_stage_x_micrometers", kind: "number", ...ofGroup },
  { name: "group_stage_y_micrometers", kind: "number", ...ofGroup },
  { name: "square_stage_x_micrometers", kind: "number", ...ofSquare },
  { name: "square_stage_y_micrometers", kind: "number", ...ofSquare },
  { name: "status", kind: "word", words: holeStatuses, meaning: "what had become of the hole" },
  { name: "surveyed", kind: "word", words: surveyStates, level: "square", meaning: "what was known of the square" },
  {
    name: "ctf_resolution_angstrom",
    kind: "number",
    required: true,
    mayMiss: true,
    range: "above 0",
    meaning: "measured, Å; empty where the fit failed",
  },
  {
    name: "ice_thickness_nanometers",
    kind: "number",
    mayMiss: true,
    range: "at least 0",
    meaning: "measured, nm; empty where it was not",
  },
  {
    name: "particle_count",
    kind: "number",
    mayMiss: true,
    range: "at least 0",
    meaning: "particles picked and kept; empty where none were looked for",
  },
  { name: "ctf_confidence", kind: "number", mayMiss: true, meaning: "the fit's confidence, 0 to 1" },
  { name: "acquired_at", kind: "text", meaning: "when the exposure was taken" },
];

/** Pairs of columns of which a table has both or none. */
const pairs = ["stage", "group_stage", "square_stage"].map(
  (prefix) => [`${prefix}_x_micrometers`, `${prefix}_y_micrometers`] as const,
);

/** The columns of one table: what is known of each and in which field it stands. */
export interface TableColumns {
  readonly columns: readonly Column[];
  /** Number of the field of each column that the table has. */
  readonly fieldOf: ReadonlyMap<string, number>;
}

/**
 * Finds the known columns in a header. Further ones are left alone.
 *
 * @param features feature columns that are asked for; of these the prediction must be there
 * @param given the path columns that the table need not have, since they are made up otherwise
 * @throws LocatedError for a lacking column, one that comes twice, half a stage position
 */
export function findColumns(
  header: PlacedRecord,
  features: readonly string[],
  given: readonly PathColumn[],
): TableColumns {
  const names = header.fields.map((name) => name.trim());
  const hasStage = names.includes("stage_x_micrometers");
  const columns = [
    ...fixedColumns.filter(({ name }) => !given.includes(name as PathColumn)),
    ...tableFeatures.map(
      ({ column, level }): Column => ({
        name: column,
        kind: "number",
        required: column === PREDICTED_CTF_RESOLUTION.name && features.includes(column),
        mayMiss: true,
        level,
        meaning: "a feature; empty where missing",
      }),
    ),
  ].map((column) =>
    /^[xy]_px$/.test(column.name) && hasStage ? { ...column, required: false, mayMiss: true } : column,
  );
  const fieldOf = new Map<string, number>();
  for (const column of columns) {
    const field = names.indexOf(column.name);
    if (field === -1 && column.required === true) throw lackingColumn(header, column, names, columns);
    if (field === -1) continue;
    const again = names.indexOf(column.name, field + 1);
    if (again !== -1) {
      throw new LocatedError(header.at(again), `the column '${column.name}' comes twice; expected it once`);
    }
    fieldOf.set(column.name, field);
  }
  for (const [x, y] of pairs) {
    if (fieldOf.has(x) !== fieldOf.has(y)) {
      throw new LocatedError(header.at(0), `only one of ${x} and ${y} is there; expected both or none`);
    }
  }
  return { columns, fieldOf };
}

function lackingColumn(
  header: PlacedRecord,
  column: Column,
  names: readonly string[],
  columns: readonly Column[],
): LocatedError {
  const isFeature = tableFeatures.some((feature) => feature.column === column.name);
  const hint = isFeature ? " If the session has no such feature, name it in the scenario's 'world.hide'." : "";
  const problem = `the table lacks the column '${column.name}' (${column.meaning}); it has ${names.join(", ")}.`;
  // A column that stands for itself was not meant for another one.
  const others = names.filter((name) => !columns.some((known) => known.name === name));
  const near = nearestWord(column.name, others);
  const misspelt = near === undefined ? "" : ` Is '${near}' meant to be it?`;
  return new LocatedError(header.at(0), `${problem}${misspelt}${hint}`);
}
