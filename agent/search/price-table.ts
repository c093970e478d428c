import { logistic } from "./logit.js";
import type { SessionModel } from "./session-model.js";
import type { SimulatedBelief } from "./simulated-belief.js";

/** Prices at which plans are worked out: none, and from the best rate there is down by a constant factor. */
const PRICES = 24;
const FACTOR = 0.86;

/**
 * The relaxed plan (`agent/plan/relaxed-plan.ts`) at several prices of time at once: what each square is worth beyond
 * its time, and the price at which everything that beats it fills the time left. Between the prices it is interpolated.
 * A simulation changes the rows of the squares it has been in and takes them back with {@link reset}.
 */
export class PriceTable {
  /** Worth of a second, rising from 0. */
  readonly prices = new Float64Array(PRICES);
  readonly #model: SessionModel;
  readonly #gain: Float64Array;
  readonly #seconds: Float64Array;
  readonly #baseGain: Float64Array;
  readonly #baseSeconds: Float64Array;
  readonly #gridPays: Uint8Array;
  readonly #total = new Float64Array(PRICES);
  readonly #baseTotal = new Float64Array(PRICES);
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  #touchedCount = 0;
  /** Between which prices the one asked for last lies. */
  #below = 0;
  #share = 0;

  /**
   * @param belief in which nothing was learned yet
   * @param stage the stage stands: entering that is free; −1 for none
   */
  constructor(
    model: SessionModel,
    belief: SimulatedBelief,
    { grid, square, group }: { readonly grid: number; readonly square: number; readonly group: number },
  ) {
    this.#model = model;
    const rows = model.squares * PRICES;
    this.#gain = new Float64Array(rows);
    this.#seconds = new Float64Array(rows);
    this.#gridPays = new Uint8Array(model.grids * PRICES);
    this.#touched = new Int32Array(model.squares);
    this.#isTouched = new Uint8Array(model.squares);
    this.#setPrices();
    for (let at = 0; at < model.squares; at++) this.#fill(at, belief, at === square, group);
    this.#addGrids(grid);
    this.#baseGain = this.#gain.slice();
    this.#baseSeconds = this.#seconds.slice();
    this.#baseTotal.set(this.#total);
  }

  /** Takes back what a simulation changed. */
  reset(): void {
    for (let i = 0; i < this.#touchedCount; i++) {
      const from = this.#touched[i]! * PRICES;
      this.#isTouched[this.#touched[i]!] = 0;
      for (let k = from; k < from + PRICES; k++) {
        this.#gain[k] = this.#baseGain[k]!;
        this.#seconds[k] = this.#baseSeconds[k]!;
      }
    }
    this.#touchedCount = 0;
    this.#total.set(this.#baseTotal);
  }

  /**
   * Takes over what is left in a square and what is now believed of it, the stage having left it.
   *
   * @param next first slot left of each group
   */
  update(square: number, belief: SimulatedBelief, next: Int32Array): void {
    const grid = this.#model.squareGrid.values[square]! * PRICES;
    const from = square * PRICES;
    const add = (sign: number) => {
      for (let k = 0; k < PRICES; k++) {
        if (this.#gain[from + k]! > 0 && this.#gridPays[grid + k] === 1) {
          this.#total[k]! += sign * this.#seconds[from + k]!;
        }
      }
    };
    add(-1);
    this.#fill(square, belief, false, -1, next);
    add(1);
    if (this.#isTouched[square] === 0) {
      this.#isTouched[square] = 1;
      this.#touched[this.#touchedCount++] = square;
    }
  }

  /** The price at which the plan fills the time left; 0 if everything fits. */
  price(remainingSeconds: number): number {
    const total = this.#total;
    if (total[0]! <= remainingSeconds) return 0;
    let low = 0;
    let high = PRICES - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (total[middle]! > remainingSeconds) low = middle;
      else high = middle;
    }
    const more = total[low]!;
    const less = total[high]!;
    const share = more > less ? Math.min(1, (more - remainingSeconds) / (more - less)) : 1;
    return this.prices[low]! + share * (this.prices[high]! - this.prices[low]!);
  }

  /** From now on {@link gain} is at this price. */
  at(price: number): void {
    const { prices } = this;
    let low = 0;
    let high = PRICES - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (prices[middle]! <= price) low = middle;
      else high = middle;
    }
    this.#below = low;
    this.#share = Math.min(1, (price - prices[low]!) / (prices[high]! - prices[low]!));
  }

  /** What a square is worth beyond its time and its own entry, at the price that {@link at} named. */
  gain(square: number): number {
    const k = square * PRICES + this.#below;
    const lower = this.#gain[k]!;
    return lower + this.#share * (this.#gain[k + 1]! - lower);
  }

  #setPrices(): void {
    const { groups, firstSlot, slotGroup, logit, leafSeconds } = this.#model;
    let most = 0;
    for (let group = 0; group < groups; group++) {
      const slot = firstSlot.values[group]!;
      if (slotGroup.values[slot] !== group) continue;
      most = Math.max(most, logistic(logit.values[slot]!) / Math.max(1e-9, leafSeconds.values[group]!));
    }
    for (let k = 1; k < PRICES; k++) this.prices[k] = Math.max(1e-12, most) * FACTOR ** (PRICES - 1 - k);
  }

  #fill(square: number, belief: SimulatedBelief, isHere: boolean, here: number, next?: Int32Array): void {
    const { firstGroup, firstSlot, groupEntrySeconds, leafSeconds, squareEntrySeconds } = this.#model;
    const from = square * PRICES;
    const ownEntry = isHere ? 0 : squareEntrySeconds.values[square]!;
    for (let k = 0; k < PRICES; k++) {
      this.#gain[from + k] = -this.prices[k]! * ownEntry;
      this.#seconds[from + k] = ownEntry;
    }
    for (let group = firstGroup.values[square]!; group < firstGroup.values[square + 1]!; group++) {
      belief.refresh(group);
      const end = firstSlot.values[group + 1]!;
      let slot = next === undefined ? firstSlot.values[group]! : next[group]!;
      const each = leafSeconds.values[group]!;
      let seconds = group === here ? 0 : groupEntrySeconds.values[group]!;
      let sum = 0;
      let chance = slot < end ? belief.chance(slot, group) : -1;
      // The dearer a second, the fewer leaves are worth theirs.
      for (let k = PRICES - 1; k >= 0; k--) {
        const price = this.prices[k]!;
        while (chance > price * each) {
          sum += chance;
          seconds += each;
          slot++;
          chance = slot < end ? belief.chance(slot, group) : -1;
        }
        const gain = sum - price * seconds;
        if (!(gain > 0)) continue;
        this.#gain[from + k]! += gain;
        this.#seconds[from + k]! += seconds;
      }
    }
  }

  #addGrids(here: number): void {
    const { grids, squares, squareGrid, gridEntrySeconds } = this.#model;
    const gain = new Float64Array(grids * PRICES);
    const seconds = new Float64Array(grids * PRICES);
    for (let square = 0; square < squares; square++) {
      const grid = squareGrid.values[square]! * PRICES;
      for (let k = 0; k < PRICES; k++) {
        const own = this.#gain[square * PRICES + k]!;
        if (!(own > 0)) continue;
        gain[grid + k]! += own;
        seconds[grid + k]! += this.#seconds[square * PRICES + k]!;
      }
    }
    for (let grid = 0; grid < grids; grid++) {
      const entry = grid === here ? 0 : gridEntrySeconds.values[grid]!;
      for (let k = 0; k < PRICES; k++) {
        if (!(gain[grid * PRICES + k]! > this.prices[k]! * entry)) continue;
        this.#gridPays[grid * PRICES + k] = 1;
        this.#total[k]! += seconds[grid * PRICES + k]! + entry;
      }
    }
  }
}
