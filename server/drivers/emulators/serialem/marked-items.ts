import type { NavigatorItem } from "./navigator-items.js";
import type { Specimen } from "./specimen.js";
import type { Point } from "./target-positions.js";

const [SQUARE, GROUP] = [2, 3];
/** How far a square's outline goes beyond its holes, µm. */
const MARGIN_MICROMETERS = 1;

/**
 * What an operator has marked on a grid: its squares as polygons, its groups, and its holes to be acquired at, with the
 * group's number as GroupID. The notes are the ids of the world.
 */
export function markedItems({ tree, positions }: Specimen, grid: number): NavigatorItem[] {
  const rows = [SQUARE, GROUP, tree.leafLevel].flatMap((level) => positions.rows(grid, level));
  return rows.map((row, i) => {
    const item = { label: `${i + 1}`, note: tree.ids[row]!, ...positions.at(row), z: 0, mapId: row };
    if (tree.isLeaf(row)) return { ...item, acquire: true, groupId: tree.parent[row]! };
    if (tree.level[row] !== SQUARE) return item;
    const inside = [row, ...positions.rows(row, tree.leafLevel)].map((inner) => positions.at(inner));
    return { ...item, outline: boxAround(inside) };
  });
}

function boxAround(points: readonly Point[]): Point[] {
  const x = points.map((point) => point.x);
  const y = points.map((point) => point.y);
  const [left, right] = [Math.min(...x) - MARGIN_MICROMETERS, Math.max(...x) + MARGIN_MICROMETERS];
  const [bottom, top] = [Math.min(...y) - MARGIN_MICROMETERS, Math.max(...y) + MARGIN_MICROMETERS];
  const corners = [left, bottom, right, bottom, right, top, left, top, left, bottom];
  return [0, 2, 4, 6, 8].map((i) => ({ x: corners[i]!, y: corners[i + 1]! }));
}
