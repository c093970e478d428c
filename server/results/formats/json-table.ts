import { basename } from "node:path";
import { LocatedError } from "../../../env/errors.js";
import { type Located, type LocatedMap, locatedAt } from "../../../env/scenario/document/located.js";
import type { ResultTable, Value } from "../result-table.js";
import { parseLocatedJson } from "./json-located.js";
import { placeText } from "./text.js";

/** Stands for the name of the file itself. */
export const FILE_NAME = "$file";
const MOST_ROWS = 100_000;

/**
 * One object, or a list of them, as rows of results. A column is a path of keys: `ctf.resolution`; {@link FILE_NAME} is the
 * name of the file.
 *
 * @throws LocatedError if it is no JSON, or none of objects
 */
export function jsonTable(file: string, text: string): ResultTable {
  const root = parseLocatedJson(file, text);
  const rows = rowsOf(root);
  const found = (row: number, column: string) => locatedAt(rows[row]!, column.split("."));
  return {
    columns: rows.length === 0 ? [] : [...new Set([FILE_NAME, ...rows.flatMap(leaves)])],
    length: rows.length,
    value(row, column): Value {
      if (column === FILE_NAME) return basename(file);
      const at = found(row, column);
      if (at === undefined) return undefined;
      if (at.kind !== "scalar") {
        throw new LocatedError(at.at, `'${column}' is a ${at.kind === "map" ? "mapping" : "list"}; expected one value`);
      }
      return at.value;
    },
    place: (row, column) => placeText((column === undefined ? undefined : found(row, column)?.at) ?? rows[row]!.at),
    header: placeText(root.at),
    problems: [],
  };
}

function rowsOf(root: Located): LocatedMap[] {
  if (root.kind === "scalar")
    throw new LocatedError(root.at, "a single value; expected an object, or a list of objects");
  const items = root.kind === "map" ? [root] : root.items;
  if (items.length > MOST_ROWS) throw new LocatedError(root.at, `more than ${MOST_ROWS} results at once`);
  return items.map((item) => {
    if (item.kind !== "map") throw new LocatedError(item.at, 'expected an object such as {"micrograph": "…"}');
    return item;
  });
}

/** Paths of all single values of an object. */
function leaves(node: Located): string[] {
  if (node.kind !== "map") return [];
  return [...node.entries].flatMap(([key, { value }]) => {
    const inside = leaves(value);
    return inside.length === 0 ? [key] : inside.map((path) => `${key}.${path}`);
  });
}
