import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { Belief } from "../belief/belief.js";
import type { SessionModel } from "./session-model.js";

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
  readonly #square: Float64Array;
  readonly #group: Float64Array;
  #random!: KeyedRandom;

  constructor(model: SessionModel, belief: Belief) {
    this.#model = model;
    this.#belief = belief;
    this.#chances = new Float64Array(model.session.tree.size);
    this.#grid = new Float64Array(model.grids);
    this.#square = new Float64Array(model.squares);
    this.#group = new Float64Array(model.groups);
  }

  /** Draws another truth, a function of the randomness alone. */
  draw(random: KeyedRandom): void {
    this.#random = random;
    const stream = random.stream(0, RandomKind.Policy);
    this.#belief.sample(stream, this.#chances);
    this.#drawSquares(stream);
    for (let group = 0; group < this.#group.length; group++) this.#group[group] = stream.normal();
  }

  /** What a square adds is in part what its grid adds, and that in part what the sample does. */
  #drawSquares(stream: RandomStream): void {
    const { squares, grids, squareGrid, gridShare, sampleShare } = this.#model;
    const sample = stream.normal();
    for (let grid = 0; grid < grids; grid++) {
      const share = sampleShare.values[grid]!;
      this.#grid[grid] = Math.sqrt(share) * sample + Math.sqrt(1 - share) * stream.normal();
    }
    for (let square = 0; square < squares; square++) {
      const grid = squareGrid.values[square]!;
      const share = gridShare.values[grid]!;
      this.#square[square] = Math.sqrt(share) * this.#grid[grid]! + Math.sqrt(1 - share) * stream.normal();
    }
  }

  /** Chance of a slot in this truth. */
  chance(slot: number): number {
    const { leaf, slotGroup, groupSquare, chance, squareLoad, groupLoad } = this.#model;
    const row = leaf.values[slot]!;
    if (row !== -1) return this.#chances[row]!;
    const group = slotGroup.values[slot]!;
    const drawn =
      chance.values[slot]! +
      squareLoad.values[slot]! * this.#square[groupSquare.values[group]!]! +
      groupLoad.values[slot]! * this.#group[group]!;
    return drawn < 0 ? 0 : drawn > 1 ? 1 : drawn;
  }

  /** Whether the exposure of a slot would come out good in this truth. */
  isGood(slot: number): boolean {
    return this.#random.coarseUniform(slot, RandomKind.HoleEffect) < this.chance(slot);
  }
}
