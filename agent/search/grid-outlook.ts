import type { SessionModel } from "./session-model.js";

/**
 * What a simulated session has learned of squares by having been in others: what squares of a grid have in common, and
 * what grids have in common, in standard deviations of what a square adds. Squares that were visited before the decision
 * neither tell of others nor are told of: what is known of them is their own.
 *
 * @example
 * outlook.learned(square, belief.evidencePrecision(square), belief.evidenceWeighted(square));
 * outlook.mean(grid); // how much better the grid's other squares look
 */
export class GridOutlook {
  readonly #model: SessionModel;
  /** Of each square: precision, and precision times value, of what it says of its grid. */
  readonly #precision: Float64Array;
  readonly #weighted: Float64Array;
  readonly #gridPrecision: Float64Array;
  readonly #gridWeighted: Float64Array;
  readonly #mean: Float64Array;
  readonly #variance: Float64Array;
  #isNew = true;

  constructor(model: SessionModel) {
    this.#model = model;
    this.#precision = new Float64Array(model.squares);
    this.#weighted = new Float64Array(model.squares);
    this.#gridPrecision = new Float64Array(model.grids);
    this.#gridWeighted = new Float64Array(model.grids);
    this.#mean = new Float64Array(model.grids);
    this.#variance = new Float64Array(model.grids).fill(1);
  }

  /** Forgets what the last simulation learned. */
  reset(): void {
    if (this.#isNew) return;
    for (const of of [this.#precision, this.#weighted, this.#gridPrecision, this.#gridWeighted, this.#mean]) of.fill(0);
    this.#variance.fill(1);
    this.#isNew = true;
  }

  /** Of a square of this grid that nobody has been in: the mean of what it adds. */
  mean(grid: number): number {
    return this.#mean[grid]!;
  }

  /** And its variance. */
  variance(grid: number): number {
    return this.#variance[grid]!;
  }

  /**
   * A square was left.
   *
   * @param evidence precision of what exposures in it have told of what it adds
   * @param weightedEvidence the same times the mean
   * @returns whether it tells of others
   */
  learned(square: number, evidence: number, weightedEvidence: number): boolean {
    const { squareGrid, gridShare } = this.#model;
    const grid = squareGrid.values[square]!;
    const share = gridShare.values[grid]!;
    if (!this.#model.isFresh(square) || !(share > 0) || !(evidence > 0)) return false;
    this.#isNew = false;
    const precision = share / (1 - share + 1 / evidence);
    const weighted = (precision * weightedEvidence) / evidence / Math.sqrt(share);
    this.#gridPrecision[grid]! += precision - this.#precision[square]!;
    this.#gridWeighted[grid]! += weighted - this.#weighted[square]!;
    this.#precision[square] = precision;
    this.#weighted[square] = weighted;
    this.#update();
    return true;
  }

  #update(): void {
    const { grids, gridShare, sampleShare } = this.#model;
    let samplePrecision = 1;
    let sampleWeighted = 0;
    for (let grid = 0; grid < grids; grid++) {
      const message = this.#messagePrecision(grid);
      samplePrecision += message;
      sampleWeighted += message * this.#messageValue(grid);
    }
    for (let grid = 0; grid < grids; grid++) {
      const common = sampleShare.values[grid]!;
      const message = this.#messagePrecision(grid);
      const precision = samplePrecision - message;
      const sample = (sampleWeighted - message * this.#messageValue(grid)) / precision;
      const variance = common / precision + 1 - common;
      const posterior = 1 / (1 / variance + this.#gridPrecision[grid]!);
      const mean = posterior * ((Math.sqrt(common) * sample) / variance + this.#gridWeighted[grid]!);
      const share = gridShare.values[grid]!;
      this.#mean[grid] = Math.sqrt(share) * mean;
      this.#variance[grid] = share * posterior + 1 - share;
    }
  }

  /** What a grid says of the sample: its own part is noise to that. */
  #messagePrecision(grid: number): number {
    const precision = this.#gridPrecision[grid]!;
    const common = this.#model.sampleShare.values[grid]!;
    return precision > 0 ? common / (1 - common + 1 / precision) : 0;
  }

  #messageValue(grid: number): number {
    const common = this.#model.sampleShare.values[grid]!;
    return common > 0 ? this.#gridWeighted[grid]! / this.#gridPrecision[grid]! / Math.sqrt(common) || 0 : 0;
  }
}
