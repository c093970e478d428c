import { LocatedError } from "../../../env/errors.js";
import { formGroups, type GroupingRule, type LooseHole } from "./form-groups.js";
import type { FoundTable, TableRow } from "./found-table.js";
import type { FoundTarget } from "./target-finder.js";

/** Micrometres in one of a table's units. */
const MICROMETERS = { micrometers: 1, nanometers: 1e-3, millimeters: 1e3, meters: 1e6 } as const;

/** Which column is what. */
export interface TableColumns {
  readonly columns: {
    readonly id: string;
    readonly grid: string;
    readonly square: string;
    readonly group?: string | undefined;
    readonly x?: string | undefined;
    readonly y?: string | undefined;
    readonly z?: string | undefined;
    readonly image?: string | undefined;
    readonly image_x?: string | undefined;
    readonly image_y?: string | undefined;
    readonly calibration?: string | undefined;
  };
  readonly stage_unit: keyof typeof MICROMETERS;
  readonly features: Readonly<Record<string, string>>;
}

/**
 * A table's rows as targets; grids, squares and groups are made as their names come up.
 *
 * @throws LocatedError at the first field that is missing, no number, or names a hole that was there before
 */
export function layOutRows(table: FoundTable, mapping: TableColumns, rule: GroupingRule): FoundTarget[] {
  const { columns } = mapping;
  const grids = new Map<string, Map<string, LooseHole[]>>();
  const ids = new Set<string>();
  for (const row of table.rows) {
    const [grid, square] = [name(row, columns.grid), name(row, columns.square)];
    const id = `${grid}/${square}/${name(row, columns.id)}`;
    if (ids.has(id)) throw new LocatedError(row(columns.id).location, `there are two holes '${id}'`);
    ids.add(id);
    const squares = grids.get(grid) ?? new Map<string, LooseHole[]>();
    grids.set(grid, squares);
    const holes = squares.get(square) ?? [];
    squares.set(square, holes);
    holes.push(hole(row, id, mapping));
  }
  return [...grids].flatMap(([grid, squares]) => [
    { id: grid, parentId: "", level: 1 as const, name: grid, features: {} },
    ...[...squares].flatMap(([square, holes]) => {
      const id = `${grid}/${square}`;
      return [{ id, parentId: grid, level: 2 as const, name: square, features: {} }, ...formGroups(id, holes, rule)];
    }),
  ]);
}

function hole(row: TableRow, id: string, { columns, stage_unit, features }: TableColumns): LooseHole {
  const scale = MICROMETERS[stage_unit];
  const [x, y, z] = [number(row, columns.x), number(row, columns.y), number(row, columns.z)];
  const [imageX, imageY] = [number(row, columns.image_x), number(row, columns.image_y)];
  const group = columns.group === undefined ? undefined : name(row, columns.group);
  const known = Object.entries(features).flatMap(([feature, column]) => {
    const value = number(row, column);
    return value === undefined ? [] : [[feature, value] as const];
  });
  return {
    id,
    name: name(row, columns.id),
    ...(x !== undefined &&
      y !== undefined && { stage: { x: x * scale, y: y * scale, ...(z !== undefined && { z: z * scale }) } }),
    ...(imageX !== undefined &&
      imageY !== undefined && {
        pixel: {
          x: imageX,
          y: imageY,
          imageId: columns.image === undefined ? "" : name(row, columns.image),
          calibrationId: columns.calibration === undefined ? "" : name(row, columns.calibration),
        },
      }),
    features: Object.fromEntries(known),
    ...(group !== undefined && { group }),
  };
}

function name(row: TableRow, column: string): string {
  const { value, location } = row(column);
  if (value === undefined) throw new LocatedError(location, `'${column}' is empty`);
  return `${value}`;
}

function number(row: TableRow, column: string | undefined): number | undefined {
  if (column === undefined) return undefined;
  const { value, location } = row(column);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) throw new LocatedError(location, `'${column}' is '${value}'; expected a number`);
  return number;
}
