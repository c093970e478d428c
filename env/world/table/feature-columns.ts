import { positionFeatureSchema } from "../../tree/feature-schema.js";

/** A feature as a column of session tables. */
export interface FeatureColumn {
  /** The feature's name, that of a square with `square_` before it. */
  readonly column: string;
  readonly feature: string;
  readonly level: "square" | "hole" | "position";
}

const [, , squareFeatures, , holeFeatures, positionFeatures] = positionFeatureSchema.levels;

/** Every feature that a table may have, by level and in the order of the feature schema. */
export const tableFeatures: readonly FeatureColumn[] = [
  ...squareFeatures!.map(({ name }) => ({ column: `square_${name}`, feature: name, level: "square" }) as const),
  ...holeFeatures!.map(({ name }) => ({ column: name, feature: name, level: "hole" }) as const),
  ...positionFeatures!.map(({ name }) => ({ column: name, feature: name, level: "position" }) as const),
];

/** Names of all feature columns that a table may have and a scenario may hide. */
export const featureColumns: readonly string[] = tableFeatures.map(({ column }) => column);
