import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { Belief } from "../belief/belief.js";
import { logistic, logit, medianLogit } from "./logit.js";
import { type SessionModel, SquareKind } from "./session-model.js";

/**
 * How things might truly be: a draw from the belief's joint posterior, and what each exposure would then come to. All
 * candidates are tried on the same draws, so that what differs between them is due to them alone.
 */
export class SimulatedTruth {
  readonly #model: SessionModel;
  readonly #belief: Belief;
  readonly #chances: Float64Array;
  /** What each grid, square and group adds, in standard deviations: for imagined leaves. */
  readonly #grid: Float64Array;
  readonly #gridSum: Float64Array;
  readonly #gridCount: Float64Array;
  readonly #square: Float64Array;
  readonly #group: Float64Array;
  #random!: KeyedRandom;

  constructor(model: SessionModel, belief: Belief) {
    this.#model = model;
    this.#belief = belief;
    this.#chances = new Float64Array(model.session.tree.size);
    this.#grid = new Float64Array(model.grids);
    this.#gridSum = new Float64Array(model.grids);
    this.#gridCount = new Float64Array(model.grids);
    this.#square = new Float64Array(model.squares);
    this.#group = new Float64Array(model.groups);
  }

  /** Draws another truth, a function of the randomness alone. */
  draw(random: KeyedRandom): void {
    this.#random = random;
    this.#belief.sample(random.stream(0, RandomKind.Policy), this.#chances);
    const stream = random.stream(1, RandomKind.Policy);
    this.#drawSquares(stream);
    for (let group = 0; group < this.#group.length; group++) this.#group[group] = stream.normal();
  }

  /**
   * What an imagined square adds is in part what its grid adds, and that in part what the sample does: both are drawn
   * given what the squares whose leaves are known were drawn to add.
   */
  #drawSquares(stream: RandomStream): void {
    const { squares, grids, squareGrid, squareKind, gridShare, sampleShare } = this.#model;
    this.#gridSum.fill(0);
    this.#gridCount.fill(0);
    for (let square = 0; square < squares; square++) {
      if (squareKind.values[square] !== SquareKind.Found) continue;
      const added = this.#addedBy(square);
      if (Number.isNaN(added)) continue;
      this.#gridSum[squareGrid.values[square]!]! += added;
      this.#gridCount[squareGrid.values[square]!]! += 1;
    }
    let precision = 1;
    let weighted = 0;
    for (let grid = 0; grid < grids; grid++) {
      const count = this.#gridCount[grid]!;
      const own = gridShare.values[grid]!;
      const common = own * sampleShare.values[grid]!;
      // A mean of squares is the sample's part, plus noise of what is the grid's and the squares' own.
      const noise = own - common + (1 - own) / count;
      if (count === 0 || !(common > 0)) continue;
      precision += common / noise;
      weighted += (Math.sqrt(common) * this.#gridSum[grid]!) / count / noise;
    }
    const sample = weighted / precision + stream.normal() / Math.sqrt(precision);
    for (let grid = 0; grid < grids; grid++) {
      const count = this.#gridCount[grid]!;
      const share = gridShare.values[grid]!;
      const sampled = sampleShare.values[grid]!;
      const own = share * (1 - sampled);
      const expected = Math.sqrt(share * sampled) * sample;
      const variance = own / (1 + (count * own) / (1 - share + Number.MIN_VALUE));
      const error = count === 0 ? 0 : this.#gridSum[grid]! - count * expected;
      this.#grid[grid] =
        expected + (variance * error) / (1 - share + Number.MIN_VALUE) + Math.sqrt(variance) * stream.normal();
    }
    for (let square = 0; square < squares; square++) {
      const grid = squareGrid.values[square]!;
      this.#square[square] = this.#grid[grid]! + Math.sqrt(1 - gridShare.values[grid]!) * stream.normal();
    }
  }

  /** How far a square's known leaves were drawn from what was expected, in standard deviations of what it adds. */
  #addedBy(square: number): number {
    const { firstGroup, firstSlot, leaf, logit: expected, squareLoad } = this.#model;
    let sum = 0;
    let loads = 0;
    for (let group = firstGroup.values[square]!; group < firstGroup.values[square + 1]!; group++) {
      const slot = firstSlot.values[group]!;
      if (slot === firstSlot.values[group + 1]!) continue;
      const load = squareLoad.values[slot]!;
      sum += logit(this.#chances[leaf.values[slot]!]!) - expected.values[slot]!;
      loads += load;
    }
    return loads > 0 ? sum / loads : Number.NaN;
  }

  /** Chance of a slot in this truth. */
  chance(slot: number): number {
    const { leaf, slotGroup, groupSquare, logit, squareLoad, groupLoad } = this.#model;
    const row = leaf.values[slot]!;
    if (row !== -1) return this.#chances[row]!;
    const group = slotGroup.values[slot]!;
    const ofSquare = squareLoad.values[slot]!;
    const ofGroup = groupLoad.values[slot]!;
    return logistic(
      medianLogit(logit.values[slot]!, ofSquare * ofSquare + ofGroup * ofGroup) +
        ofSquare * this.#square[groupSquare.values[group]!]! +
        ofGroup * this.#group[group]!,
    );
  }

  /** Whether the exposure of a slot would come out good in this truth. */
  isGood(slot: number): boolean {
    return this.#random.coarseUniform(slot, RandomKind.HoleEffect) < this.chance(slot);
  }
}
