import type { TreeArrays } from "../../tree/target-tree.js";
import { tableFeatures } from "../table/feature-columns.js";

/** Makes features missing that a scenario withholds, by the names of their columns in session tables. */
export function hideFeatures({ shape, features }: TreeArrays, hidden: readonly string[]): void {
  for (const { column, feature, level: name } of tableFeatures) {
    const level = shape.levels.indexOf(name);
    if (level === -1 || !hidden.includes(column)) continue;
    const schema = shape.features.levels[level]!;
    const values = features[level]!;
    const index = schema.findIndex((known) => known.name === feature);
    for (let at = index; at < values.length; at += schema.length) values[at] = Number.NaN;
  }
}
