import type { TargetDescription } from "../../tree/target-description.js";
import { enclosingCircle } from "../grouping/enclosing-circle.js";
import { tableFeatures } from "./feature-columns.js";
import type { SessionTableRow } from "./session-table.js";

type Described = { -readonly [Key in keyof TargetDescription]: TargetDescription[Key] };

/** Stage positions of what is exposed in a target. */
interface Places {
  readonly x: number[];
  readonly y: number[];
}

/** The levels' names joined: unique within a table, and readable in logs and journals. */
export function pathOf(row: SessionTableRow): string[] {
  const names = [row.grid, row.square, row.group, row.hole, ...(row.position === undefined ? [] : [row.position])];
  return names.map((_, level) => names.slice(0, level + 1).join("/"));
}

/**
 * The targets of a table's rows in the order of finding: that of the rows, each target after its parent. Groups and
 * squares for which the table gives no stage position stand in the middle of the smallest circle around their holes; so
 * do holes with several positions. Columns in `hide` become missing features.
 */
export function targetsOf(rows: readonly SessionTableRow[], hide: readonly string[]): TargetDescription[] {
  const targets = new Map<string, Described>();
  const places = new Map<string, Places>();
  for (const row of rows) {
    const path = pathOf(row);
    const names = [row.grid, row.square, row.group, row.hole, row.position ?? ""];
    path.forEach((id, above) => {
      const level = above + 1;
      const parentId = path[above - 1];
      if (!targets.has(id)) {
        const features = featuresOf(row, level, hide);
        targets.set(id, {
          id,
          ...(parentId === undefined ? {} : { parentId }),
          level,
          name: names[above]!,
          ...(features === undefined ? {} : { features }),
          ...stageOf(row, level),
        });
        places.set(id, { x: [], y: [] });
      }
      if (level > 1 && !Number.isNaN(row.stageXMicrometers)) {
        places.get(id)!.x.push(row.stageXMicrometers);
        places.get(id)!.y.push(row.stageYMicrometers);
      }
    });
    const exposed = targets.get(path.at(-1)!)!;
    if (!Number.isNaN(row.xPixels)) exposed.imageXPixels = row.xPixels;
    if (!Number.isNaN(row.yPixels)) exposed.imageYPixels = row.yPixels;
  }
  for (const [id, target] of targets) {
    const { x, y } = places.get(id)!;
    if (target.stageXMicrometers !== undefined || x.length === 0) continue;
    const middle = enclosingCircle(x, y);
    target.stageXMicrometers = middle.x;
    target.stageYMicrometers = middle.y;
  }
  return [...targets.values()];
}

/** A square's or a group's stage position, if the table gives it. */
function stageOf(row: SessionTableRow, level: number): Partial<TargetDescription> {
  const place = level === 2 ? row.squareStage : level === 3 ? row.groupStage : undefined;
  return place === undefined ? {} : { stageXMicrometers: place[0], stageYMicrometers: place[1] };
}

function featuresOf(row: SessionTableRow, level: number, hide: readonly string[]): Record<string, number> | undefined {
  const levelName = ["", "grid", "square", "group", "hole", "position"][level];
  const shown = tableFeatures.filter(
    ({ column, level: of }) => of === levelName && row.features[column] !== undefined && !hide.includes(column),
  );
  if (shown.length === 0) return undefined;
  return Object.fromEntries(shown.map(({ column, feature }) => [feature, row.features[column]!]));
}
