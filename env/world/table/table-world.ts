import { TargetTree } from "../../tree/target-tree.js";
import { defaultTreeShape, positionTreeShape, type TreeShape } from "../../tree/tree-shape.js";
import type { WorldData } from "../world-data.js";
import { isLabelled, type SessionTable, type SessionTableRow } from "./session-table.js";
import { surveyedNodes } from "./surveyed-nodes.js";
import { pathOf, targetsOf } from "./table-targets.js";

export { featureColumns } from "./feature-columns.js";

/** Levels and features of a table's world: holes have positions if its rows name them. */
export function tableShape({ rows }: SessionTable): TreeShape {
  return rows.some(({ position }) => position !== undefined) ? positionTreeShape : defaultTreeShape;
}

/**
 * The hidden world that a session table describes, its targets in the order of the rows. Columns in `hide` become
 * missing features. Holes whose outcome is not known, since they were not exposed or are pending, are spent.
 */
export function worldFromTable(table: SessionTable, hide: readonly string[]): WorldData {
  const { rows } = table;
  const tree = TargetTree.from(targetsOf(rows, hide), tableShape(table));
  const rowOf = Int32Array.from(rows, (row) => tree.row(pathOf(row).at(-1)!)!);
  const ctfResolutionAngstrom = new Float64Array(tree.size).fill(Number.NaN);
  rows.forEach((row, i) => {
    ctfResolutionAngstrom[rowOf[i]!] = row.ctfResolutionAngstrom;
  });
  const measured = (of: (row: SessionTableRow) => number | undefined): Float32Array | undefined => {
    if (!rows.some((row) => Number.isFinite(of(row)))) return undefined;
    const values = new Float32Array(tree.size).fill(Number.NaN);
    rows.forEach((row, i) => {
      values[rowOf[i]!] = of(row) ?? Number.NaN;
    });
    return values;
  };
  const iceThicknessNanometers = measured((row) => row.iceThicknessNanometers);
  const particleCount = measured((row) => row.particleCount);
  return {
    tree,
    ctfResolutionAngstrom,
    ...(iceThicknessNanometers === undefined ? {} : { iceThicknessNanometers }),
    ...(particleCount === undefined ? {} : { particleCount }),
    surveyed: surveyedNodes(table, tree),
    spent: rows.flatMap((row, i) => (isLabelled(row) ? [] : [rowOf[i]!])),
  };
}
