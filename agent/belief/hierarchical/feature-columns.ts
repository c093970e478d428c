import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import type { LogitCase, LogitFeature } from "../logit-prior.js";

/** Least value of which a logarithm is taken. */
const LEAST_POSITIVE = 1e-3;

/** What is believed of the weight of a feature that no prior speaks of, per standard deviation of its values. */
const UNKNOWN_WEIGHT = { mean: 0, variance: 0.25, gridVariance: 0 };

/** One number by which leaves are told apart. */
export interface Column {
  /** A feature's name, with "²" for its square or "?" for that it is missing. */
  readonly name: string;
  /** Name of its weight in the prior, if that speaks of it. */
  readonly weight?: string;
  /** Level of the targets that have it; leaves below have their ancestor's. */
  readonly level: number;
  /** Of the column's weight: what the prior says. */
  readonly mean: number;
  readonly variance: number;
  /** Of what the weight is on a single grid beyond what it is on all. */
  readonly gridVariance: number;
}

/** Features of all targets that were found, as numbers around 0, and what is believed of their weights. */
export interface FeatureColumns {
  /** The first one is the constant 1. */
  readonly columns: readonly Column[];
  /** By row and column: of the target and those above it, 0 where unknown or below. [rows × columns] */
  readonly values: Float64Array;
}

/**
 * Reads the features that tell something: those that are known of some targets. A missing value is 0; where a feature is
 * missing in part, a column says so.
 *
 * @param only whether features of which the prior does not speak are left aside
 * @example featureColumns(session, prior.logit.cases[0]).columns.map(({ name }) => name)
 */
export function featureColumns(
  session: Session,
  features: readonly LogitFeature[],
  of: LogitCase,
  only = false,
): FeatureColumns {
  const { tree } = session;
  const columns: Column[] = [
    { name: "constant", level: 0, mean: of.intercept.mean, variance: of.intercept.variance, gridVariance: of.grid },
  ];
  const read: ((row: number) => number)[] = [() => 1];
  for (let level = 1; level <= tree.leafLevel; level++) {
    const levelName = tree.shape.levels[level]!;
    tree.shape.features.levels[level]!.forEach((feature, index) => {
      const raw = valuesOf(session, level, index);
      if (raw.known === 0) return;
      const known = features.filter(({ name, level: at }) => name === feature.name && at === levelName);
      if (only && known.length === 0) return;
      const uses = known.length > 0 ? known : [standardised(feature.name, levelName, raw)];
      for (const use of uses) {
        const name = use.square ? `${feature.name}²` : feature.name;
        const weight = known.length > 0 ? of.weights[weightName(use)] : undefined;
        columns.push({
          name,
          level,
          ...(weight === undefined ? UNKNOWN_WEIGHT : { weight: weightName(use), ...weight }),
        });
        read.push((row) => columnValue(use, tree.feature(row, index)));
      }
      if (raw.known === raw.found) return;
      columns.push({ name: `${feature.name}?`, level, ...UNKNOWN_WEIGHT });
      read.push((row) => (Number.isNaN(tree.feature(row, index)) ? 1 : 0));
    });
  }
  return { columns, values: fill(session, columns, read) };
}

/** A weight's name in a prior. */
export function weightName({ name, level, square }: LogitFeature): string {
  return `${level}.${name}${square ? "^2" : ""}`;
}

/** A feature's value in a column; 0 where it is missing. */
export function columnValue(use: LogitFeature, value: number): number {
  if (Number.isNaN(value)) return 0;
  const z = (transformed(use, value) - use.center) / use.scale;
  return use.square ? z * z - 1 : z;
}

/** A feature's value on the scale on which weights are linear. */
export function transformed({ logarithm }: Pick<LogitFeature, "logarithm">, value: number): number {
  return logarithm ? Math.log(Math.max(LEAST_POSITIVE, value)) : value;
}

interface Values {
  readonly found: number;
  readonly known: number;
  readonly mean: number;
  readonly sd: number;
}

function valuesOf({ tree, status }: Session, level: number, index: number): Values {
  let found = 0;
  let known = 0;
  let sum = 0;
  let squares = 0;
  for (let row = tree.levelStart[level]!; row < tree.levelStart[level + 1]!; row++) {
    if (status[row] === TargetStatus.Hidden || tree.childCount[tree.parent[row]!] === 0) continue;
    found++;
    const value = tree.feature(row, index);
    if (Number.isNaN(value)) continue;
    known++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / known;
  return { found, known, mean, sd: Math.sqrt(Math.max(0, squares / known - mean * mean)) };
}

function standardised(name: string, level: string, { mean, sd }: Values): LogitFeature {
  return { name, level, logarithm: false, square: false, center: mean, scale: sd > 0 ? sd : 1 };
}

function fill(
  { tree, status }: Session,
  columns: readonly Column[],
  read: readonly ((row: number) => number)[],
): Float64Array {
  const width = columns.length;
  const values = new Float64Array(tree.size * width);
  for (let row = 0; row < tree.size; row++) {
    if (row > 0) values.copyWithin(row * width, tree.parent[row]! * width, (tree.parent[row]! + 1) * width);
    if (status[row] === TargetStatus.Hidden || (row > 0 && tree.childCount[tree.parent[row]!] === 0)) continue;
    for (let c = 0; c < width; c++) {
      if (columns[c]!.level === tree.level[row]) values[row * width + c] = read[c]!(row);
    }
  }
  return values;
}

/** Mean and covariance of the weights of all grids, which have a part in common. [grids · columns] */
export function commonPrior(
  columns: readonly Column[],
  grids: number,
): { mean: Float64Array; covariance: Float64Array } {
  const width = columns.length;
  const size = grids * width;
  const mean = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const column = columns[i % width]!;
    mean[i] = column.mean;
    for (let j = i % width; j < size; j += width) {
      covariance[i * size + j] = column.variance + (i === j ? column.gridVariance : 0);
    }
  }
  return { mean, covariance };
}
