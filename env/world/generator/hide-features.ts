import type { TreeArrays } from "../../tree/target-tree.js";

/** Prefix of the features of squares among the names that a scenario may hide. */
const SQUARE = "square_";

/** Makes features missing that a scenario withholds: those of holes by name, those of squares by `square_` and name. */
export function hideFeatures({ shape, features }: TreeArrays, hidden: readonly string[]): void {
  for (const name of hidden) {
    const ofSquare = name.startsWith(SQUARE);
    const level = shape.levels.indexOf(ofSquare ? "square" : "hole");
    const schema = shape.features.levels[level]!;
    const index = schema.findIndex((feature) => feature.name === (ofSquare ? name.slice(SQUARE.length) : name));
    const values = features[level]!;
    for (let at = index; at < values.length; at += schema.length) values[at] = Number.NaN;
  }
}
