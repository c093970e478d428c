import { UserError } from "../../errors.js";
import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import type { WorldData } from "../world-data.js";
import { regressOnFeatures } from "./feature-regression.js";
import { NestedEffects } from "./nested-effects.js";

/** With fewer measured holes there is nothing to fit to. */
const LEAST_MEASURED = 20;
/** Holes that the table's share of failures counts for in each square. */
const FAILURE_PRIOR_HOLES = 10;
/** Which draw of a hole is which. */
const Draw = { Effects: 0, Donor: 16, Failure: 17 } as const;

/** A measured quantity as the model sees it, and back. */
interface Quantity {
  readonly key: "ctfResolutionAngstrom" | "iceThicknessNanometers" | "particleCount";
  readonly forward: (value: number) => number;
  readonly back: (value: number) => number;
}

const quantities: readonly Quantity[] = [
  { key: "ctfResolutionAngstrom", forward: Math.log, back: Math.exp },
  { key: "iceThicknessNanometers", forward: Math.log1p, back: Math.expm1 },
  { key: "particleCount", forward: Math.log1p, back: (value) => Math.round(Math.expm1(value)) },
];

interface FittedQuantity extends Quantity {
  /** What the features say, by row. */
  readonly said: Float64Array;
  readonly effects: NestedEffects;
  /** What is left of each measured hole's value, by row. */
  readonly residual: Float64Array;
  readonly least: number;
  readonly most: number;
}

/**
 * What holes without an outcome might have shown, by a model fitted on those with one. A measured value's logarithm is
 * a linear function of the features' logarithms, plus effects of grid, square and group that shrink towards 0 where
 * little is known of them, plus the rest. An unlabelled hole gets its features' part, effects drawn from what is known
 * of them, and the rest of a measured hole drawn at random, the same one for all quantities; nothing leaves the range of
 * what was measured. It fails with its square's share of failures, drawn towards the table's as if by ten holes more.
 *
 * It knows nothing of why the operator left these holes out, which is the main thing to know about them.
 *
 * @example
 * const model = new LabelModel(worldFromTable(table, []));
 * model.complete(random).spent; // []
 */
export class LabelModel {
  readonly #world: WorldData;
  readonly #fitted: readonly FittedQuantity[];
  readonly #measured: readonly number[];
  /** Of each unlabelled hole, in the order of `spent`. */
  readonly #failureShares: Float64Array;

  /**
   * @param evidence what is fitted to; its `spent` leaves are those without an outcome
   * @param world what is completed: the same rows, features may be withheld
   * @throws UserError if too few holes were measured
   */
  constructor(evidence: WorldData, world: WorldData = evidence) {
    const { tree, ctfResolutionAngstrom, spent } = evidence;
    const unlabelled = new Set(spent);
    const leaves = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
    this.#world = world;
    this.#measured = leaves.filter((row) => !Number.isNaN(ctfResolutionAngstrom[row]!));
    if (this.#measured.length < LEAST_MEASURED) {
      throw new UserError(
        `unlabelled: 'model' needs at least ${LEAST_MEASURED} measured holes to learn from, and the table has ${this.#measured.length}; use 'withhold' or 'bad'`,
      );
    }
    this.#fitted = quantities.flatMap((quantity) => this.#fit(quantity, evidence));
    this.#failureShares = failureShares(
      evidence,
      leaves.filter((row) => !unlabelled.has(row)),
    );
  }

  /** The world with an outcome drawn for each unlabelled hole, which is no longer spent then. */
  complete(random: KeyedRandom): WorldData {
    const { tree, spent } = this.#world;
    const drawn = this.#fitted.map((quantity, nth) => ({
      ...quantity,
      sums: quantity.effects.draw(random, Draw.Effects + nth),
      values: this.#world[quantity.key]!.slice(),
    }));
    spent.forEach((row, i) => {
      if (random.uniform(row, RandomKind.Unlabelled, Draw.Failure) < this.#failureShares[i]!) return;
      const donor = this.#measured[random.integer(this.#measured.length, row, RandomKind.Unlabelled, Draw.Donor)]!;
      for (const { said, sums, residual, least, most, back, values } of drawn) {
        const value = said[row]! + sums[tree.parent[row]!]! + residual[donor]!;
        values[row] = back(Math.min(most, Math.max(least, value)));
      }
    });
    return { ...this.#world, ...Object.fromEntries(drawn.map(({ key, values }) => [key, values])), spent: [] };
  }

  #fit(quantity: Quantity, evidence: WorldData): FittedQuantity[] {
    const { tree } = evidence;
    const measured = evidence[quantity.key];
    if (measured === undefined) return [];
    const values = new Float64Array(tree.size).fill(Number.NaN);
    for (const row of this.#measured) values[row] = quantity.forward(measured[row]!);
    const known = values.filter((value) => !Number.isNaN(value));
    if (known.length === 0) return [];
    const said = regressOnFeatures(tree, values);
    const left = values.map((value, row) => value - said[row]!);
    const effects = new NestedEffects(tree, left);
    const sums = effects.expected();
    const residual = left.map((value, row) => value - (row < tree.firstLeaf ? 0 : sums[tree.parent[row]!]!));
    const least = known.reduce((a, b) => Math.min(a, b));
    const most = known.reduce((a, b) => Math.max(a, b));
    return [{ ...quantity, said, effects, residual, least, most }];
  }
}

function failureShares({ tree, ctfResolutionAngstrom, spent }: WorldData, labelled: readonly number[]): Float64Array {
  const squareOf = (row: number) => tree.ancestor(row, 2);
  const count = new Float64Array(tree.size);
  const failed = new Float64Array(tree.size);
  for (const row of labelled) {
    for (const node of [0, squareOf(row)]) {
      count[node]!++;
      if (Number.isNaN(ctfResolutionAngstrom[row]!)) failed[node]!++;
    }
  }
  const share = failed[0]! / count[0]!;
  return Float64Array.from(spent, (row) => {
    const square = squareOf(row);
    return (failed[square]! + FAILURE_PRIOR_HOLES * share) / (count[square]! + FAILURE_PRIOR_HOLES);
  });
}
