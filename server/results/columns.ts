import { z } from "zod";

const column = z.string().min(1);
const columnOrColumns = z.union([column, z.array(column).min(1)]);
const measured = z.union([
  columnOrColumns,
  z.strictObject({
    column: columnOrColumns.describe("Name of the column; of several the first that is there."),
    times: z
      .number()
      .positive()
      .default(1)
      .describe("What its numbers are multiplied by: 0.1 makes ångström nanometres."),
  }),
]);

/** Which columns hold what, as a configuration writes it. */
export const columnsSchema = z.strictObject({
  name: columnOrColumns.optional().describe("The micrograph's or movie's name or path."),
  ctf_resolution_angstrom: measured.optional().describe("Resolution to which the CTF fit is good, ångström."),
  ice_thickness_nanometers: measured.optional().describe("Thickness of the ice, nanometres."),
  particle_count: measured.optional().describe("Particles that were picked and kept."),
  completed_tilts: measured.optional().describe("Tilts of a series that were completed."),
  failed: columnOrColumns
    .optional()
    .describe("Whether the exposure or its processing failed: true, false, 1, 0, yes, no."),
  withdrawn: columnOrColumns
    .optional()
    .describe("Whether the pipeline takes its result back: true, false, 1, 0, yes, no."),
});

export type ColumnsConfig = z.output<typeof columnsSchema>;

/** One thing that a row tells: columns of which the first that is there counts, and a factor. */
export interface Column {
  readonly columns: readonly string[];
  readonly times: number;
  /** Named in the configuration: a file without it is wrong. */
  readonly isRequired: boolean;
}

export type ColumnField = keyof ColumnsConfig;
export type Columns = Readonly<Partial<Record<ColumnField, Column>>>;

/**
 * Columns as configured, over those that a kind of source has by itself.
 *
 * @param isSparse rows tell what they know: only the name has to be there
 */
export function columnsOf(
  given: ColumnsConfig,
  usual: Readonly<Partial<Record<ColumnField, readonly string[]>>>,
  isSparse: boolean,
): Columns {
  const columns: Partial<Record<ColumnField, Column>> = {};
  for (const [field, names] of Object.entries(usual) as [ColumnField, readonly string[]][]) {
    const isRequired = field === "name" || (field === "ctf_resolution_angstrom" && !isSparse);
    columns[field] = { columns: names, times: 1, isRequired };
  }
  for (const [field, value] of Object.entries(given) as [ColumnField, ColumnsConfig[ColumnField]][]) {
    if (value === undefined) continue;
    const isPlain = typeof value === "string" || Array.isArray(value);
    const names = isPlain ? value : value.column;
    const list = typeof names === "string" ? [names] : names;
    columns[field] = { columns: list, times: isPlain ? 1 : value.times, isRequired: field === "name" || !isSparse };
  }
  return columns;
}
