import { logistic } from "./logit.js";
import type { SessionModel } from "./session-model.js";

/**
 * What a simulated session has learned: of each square and each group how far what it adds lies from what was believed
 * at the decision, in standard deviations. An extended Kalman filter of two states, square and group, takes in one
 * outcome in constant time; what several groups say of their square is passed on to the others when they are looked at.
 */
export class SimulatedBelief {
  readonly #model: SessionModel;
  readonly #squareMean: Float64Array;
  readonly #squareVariance: Float64Array;
  readonly #expectedMean: Float64Array;
  readonly #expectedVariance: Float64Array;
  readonly #groupMean: Float64Array;
  readonly #groupVariance: Float64Array;
  readonly #covariance: Float64Array;
  /** Mean and variance of the square when a group was looked at last. */
  readonly #seenMean: Float64Array;
  readonly #seenVariance: Float64Array;
  readonly #touchedGroups: Int32Array;
  readonly #touched: Uint8Array;
  #touchedCount = 0;

  constructor(model: SessionModel) {
    const { squares, groups } = model;
    this.#model = model;
    this.#squareMean = new Float64Array(squares);
    this.#squareVariance = new Float64Array(squares).fill(1);
    this.#expectedMean = new Float64Array(squares);
    this.#expectedVariance = new Float64Array(squares).fill(1);
    this.#groupMean = new Float64Array(groups);
    this.#groupVariance = new Float64Array(groups).fill(1);
    this.#covariance = new Float64Array(groups);
    this.#seenMean = new Float64Array(groups);
    this.#seenVariance = new Float64Array(groups).fill(1);
    this.#touchedGroups = new Int32Array(groups);
    this.#touched = new Uint8Array(groups);
  }

  /** Forgets what the last simulation learned. */
  reset(): void {
    const { groupSquare } = this.#model;
    for (let i = 0; i < this.#touchedCount; i++) {
      const group = this.#touchedGroups[i]!;
      const square = groupSquare.values[group]!;
      this.#squareMean[square] = this.#expectedMean[square] = 0;
      this.#squareVariance[square] = this.#expectedVariance[square] = 1;
      this.#groupMean[group] = 0;
      this.#groupVariance[group] = 1;
      this.#covariance[group] = 0;
      this.#seenMean[group] = 0;
      this.#seenVariance[group] = 1;
      this.#touched[group] = 0;
    }
    this.#touchedCount = 0;
  }

  /** Chance of a slot now; {@link refresh} its group before the first of them. */
  chance(slot: number, group: number): number {
    const { logit, squareLoad, groupLoad, groupSquare } = this.#model;
    return logistic(
      logit.values[slot]! +
        squareLoad.values[slot]! * this.#squareMean[groupSquare.values[group]!]! +
        groupLoad.values[slot]! * this.#groupMean[group]!,
    );
  }

  /** The same if its square were better by some of the standard deviations that it had at the decision. */
  chanceIf(slot: number, group: number, better: number): number {
    const { logit, squareLoad, groupLoad, groupSquare } = this.#model;
    return logistic(
      logit.values[slot]! +
        squareLoad.values[slot]! * (this.#squareMean[groupSquare.values[group]!]! + better) +
        groupLoad.values[slot]! * this.#groupMean[group]!,
    );
  }

  /** Nobody has been in a square: what others have told of it is what is believed of it now. */
  expect(square: number, mean: number, variance: number): void {
    const { firstGroup } = this.#model;
    const first = firstGroup.values[square]!;
    if (first === firstGroup.values[square + 1]! || this.#touched[first] === 1) return;
    this.#squareMean[square] = this.#expectedMean[square] = mean;
    this.#squareVariance[square] = this.#expectedVariance[square] = variance;
    for (let group = first; group < firstGroup.values[square + 1]!; group++) this.#touch(group, square);
  }

  /** Precision of what exposures in a square have told of it, what was expected of it left aside. */
  evidencePrecision(square: number): number {
    return 1 / this.#squareVariance[square]! - 1 / this.#expectedVariance[square]!;
  }

  /** That precision times the mean of what they have told. */
  evidenceWeighted(square: number): number {
    const expected = this.#expectedMean[square]! / this.#expectedVariance[square]!;
    return this.#squareMean[square]! / this.#squareVariance[square]! - expected;
  }

  /** Variance of what a square adds, that at the decision being 1. */
  squareVariance(square: number): number {
    return this.#squareVariance[square]!;
  }

  /** Lets a group know what other groups have told of its square since it was looked at last. */
  refresh(group: number): void {
    if (this.#touched[group] === 0) return;
    const square = this.#model.groupSquare.values[group]!;
    const mean = this.#squareMean[square]!;
    const variance = this.#squareVariance[square]!;
    const before = this.#seenVariance[group]!;
    if (variance === before) return;
    const slope = this.#covariance[group]! / before;
    this.#groupMean[group]! += slope * (mean - this.#seenMean[group]!);
    this.#groupVariance[group]! += slope * slope * (variance - before);
    this.#covariance[group] = slope * variance;
    this.#seenMean[group] = mean;
    this.#seenVariance[group] = variance;
  }

  /** Takes in an outcome. */
  learn(slot: number, good: boolean): void {
    const { slotGroup, groupSquare, squareLoad, groupLoad } = this.#model;
    const group = slotGroup.values[slot]!;
    if (group === -1) return;
    const square = groupSquare.values[group]!;
    if (this.#touched[group] === 0) this.#touch(group, square);
    else this.refresh(group);
    const mean = this.chance(slot, group);
    const a = squareLoad.values[slot]!;
    const b = groupLoad.values[slot]!;
    const withSquare = a * this.#squareVariance[square]! + b * this.#covariance[group]!;
    const withGroup = a * this.#covariance[group]! + b * this.#groupVariance[group]!;
    const weight = mean * (1 - mean);
    // One Newton step: as if the logit had been measured with variance 1 / weight.
    const share = 1 / (1 + weight * (a * withSquare + b * withGroup));
    const error = share * ((good ? 1 : 0) - mean);
    this.#squareMean[square]! += withSquare * error;
    this.#groupMean[group]! += withGroup * error;
    const precision = share * weight;
    this.#squareVariance[square]! -= withSquare * withSquare * precision;
    this.#groupVariance[group]! -= withGroup * withGroup * precision;
    this.#covariance[group]! -= withSquare * withGroup * precision;
    this.#seenMean[group] = this.#squareMean[square]!;
    this.#seenVariance[group] = this.#squareVariance[square]!;
  }

  #touch(group: number, square: number): void {
    this.#touched[group] = 1;
    this.#touchedGroups[this.#touchedCount++] = group;
    this.#seenMean[group] = this.#squareMean[square]!;
    this.#seenVariance[group] = this.#squareVariance[square]!;
  }
}
