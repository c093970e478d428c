import { logistic } from "./logit.js";
import type { SessionModel } from "./session-model.js";
import type { SimulatedBelief } from "./simulated-belief.js";

/** Prices at which plans are worked out: none, and from the best rate there is down by a constant factor. */
const PRICES = 24;
const FACTOR = 0.86;

/** How good a square may turn out to be: three-point Gauss–Hermite quadrature, exact up to the fifth degree. */
const LEARNING_CASES = [
  { z: -Math.sqrt(3), share: 1 / 6 },
  { z: 0, share: 2 / 3 },
  { z: Math.sqrt(3), share: 1 / 6 },
] as const;

/** Outlooks for which squares that nobody has been in are worked out: standard deviations from what was believed. */
const OUTLOOKS = [-2, -1, 0, 1, 2] as const;
const AS_BELIEVED = 2;

/**
 * A plan as `index` has it (`agent/plan/relaxed-plan.ts`), squares in cases of how good they may be, at several prices of
 * time at once: what each square is worth beyond its time, and the price at which everything that beats it fills the time
 * left. Between the prices it is interpolated, and so it is between the outlooks of a grid: how much better its squares
 * look than at the decision. A simulation says
 * what became of the squares that it has been in, and takes that back with {@link reset}.
 */
export class PriceTable {
  /** Worth of a second, rising from 0. */
  readonly prices = new Float64Array(PRICES);
  readonly #model: SessionModel;
  /** As believed at the decision. [outlooks × squares × prices] */
  readonly #gain: Float64Array;
  readonly #seconds: Float64Array;
  /** Of squares that the simulation has been in. [squares × prices] */
  readonly #ownGain: Float64Array;
  readonly #ownSeconds: Float64Array;
  /** [outlooks × grids × prices] */
  readonly #gridPays: Uint8Array;
  readonly #gridSeconds: Float64Array;
  /** Outlook of each grid: below it, and how far it is to the next one. */
  readonly #outlook: Int32Array;
  readonly #outlookShare: Float64Array;
  readonly #informationShare: number;
  /** Of a group, and of the square's best group for it: what knowing how good the square is costs. */
  readonly #probe = new Float64Array(PRICES);
  readonly #knowing = new Float64Array(PRICES);
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  #touchedCount = 0;
  /** Between which prices the one asked for last lies. */
  #below = 0;
  #share = 0;

  /**
   * @param belief in which nothing was learned yet
   * @param informationShare share of the variance of a square's quality that is counted on to be learned
   * @param here where the stage stands: entering that is free; −1 for none
   */
  constructor(
    model: SessionModel,
    belief: SimulatedBelief,
    informationShare: number,
    here: { readonly grid: number; readonly square: number; readonly group: number },
  ) {
    const { squares, grids } = model;
    const outlooks = OUTLOOKS.length;
    this.#model = model;
    this.#gain = new Float64Array(outlooks * squares * PRICES);
    this.#seconds = new Float64Array(outlooks * squares * PRICES);
    this.#ownGain = new Float64Array(squares * PRICES);
    this.#ownSeconds = new Float64Array(squares * PRICES);
    this.#gridPays = new Uint8Array(outlooks * grids * PRICES);
    this.#gridSeconds = new Float64Array(outlooks * grids * PRICES);
    this.#outlook = new Int32Array(grids).fill(AS_BELIEVED);
    this.#outlookShare = new Float64Array(grids);
    this.#touched = new Int32Array(squares);
    this.#isTouched = new Uint8Array(squares);
    this.#informationShare = informationShare;
    this.#setPrices();
    for (let outlook = 0; outlook < outlooks; outlook++) {
      for (let square = 0; square < squares; square++) {
        if (outlook === AS_BELIEVED || model.isFresh(square)) this.#fillBase(square, outlook, belief, here);
      }
    }
    for (let outlook = 0; outlook < outlooks; outlook++) this.#addGrids(outlook, here.grid);
  }

  /** Takes back what a simulation changed. */
  reset(): void {
    for (let i = 0; i < this.#touchedCount; i++) this.#isTouched[this.#touched[i]!] = 0;
    this.#touchedCount = 0;
    this.#outlook.fill(AS_BELIEVED);
    this.#outlookShare.fill(0);
  }

  /** From now on a grid's squares that nobody has been in look better by so many standard deviations than at the decision. */
  setOutlook(grid: number, better: number): void {
    const last = OUTLOOKS.length - 1;
    const at = Math.min(last, Math.max(0, better - OUTLOOKS[0]));
    const below = Math.min(last - 1, Math.floor(at));
    this.#outlook[grid] = below;
    this.#outlookShare[grid] = at - below;
  }

  /**
   * Takes over what is left in a square that was left and what is now believed of it.
   *
   * @param next first slot left of each group
   */
  update(square: number, belief: SimulatedBelief, next: Int32Array): void {
    this.#fill(square, belief, 0, false, -1, next, this.#ownGain, this.#ownSeconds, square * PRICES);
    if (this.#isTouched[square] === 0) {
      this.#isTouched[square] = 1;
      this.#touched[this.#touchedCount++] = square;
    }
  }

  /** The price at which the plan fills the time left; 0 if everything fits. */
  price(remainingSeconds: number): number {
    if (this.#total(0) <= remainingSeconds) return 0;
    let low = 0;
    let high = PRICES - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#total(middle) > remainingSeconds) low = middle;
      else high = middle;
    }
    const more = this.#total(low);
    const less = this.#total(high);
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
    const k = this.#below;
    const share = this.#share;
    if (this.#isTouched[square] === 1) {
      const own = square * PRICES + k;
      return this.#ownGain[own]! + share * (this.#ownGain[own + 1]! - this.#ownGain[own]!);
    }
    const lower = this.#base(this.#gain, square, k);
    return lower + share * (this.#base(this.#gain, square, k + 1) - lower);
  }

  /** Gain or seconds of a square that the simulation has not been in, by its grid's outlook. */
  #base(of: Float64Array, square: number, k: number): number {
    const { squares, squareGrid } = this.#model;
    const at = square * PRICES + k;
    const size = squares * PRICES;
    if (!this.#model.isFresh(square)) return of[AS_BELIEVED * size + at]!;
    const grid = squareGrid.values[square]!;
    const below = this.#outlook[grid]! * size + at;
    const lower = of[below]!;
    const share = this.#outlookShare[grid]!;
    return share === 0 ? lower : lower + share * (of[below + size]! - lower);
  }

  /** Seconds that the plan takes at a price. */
  #total(k: number): number {
    const { grids, squareGrid } = this.#model;
    const size = grids * PRICES;
    let total = 0;
    for (let grid = 0; grid < grids; grid++) {
      const below = this.#outlook[grid]! * size + grid * PRICES + k;
      const lower = this.#gridSeconds[below]!;
      const share = this.#outlookShare[grid]!;
      total += share === 0 ? lower : lower + share * (this.#gridSeconds[below + size]! - lower);
    }
    for (let i = 0; i < this.#touchedCount; i++) {
      const square = this.#touched[i]!;
      const grid = squareGrid.values[square]!;
      if (this.#gridPays[this.#outlook[grid]! * size + grid * PRICES + k] === 0) continue;
      const own = square * PRICES + k;
      if (this.#ownGain[own]! > 0) total += this.#ownSeconds[own]!;
      if (this.#base(this.#gain, square, k) > 0) total -= this.#base(this.#seconds, square, k);
    }
    return total;
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

  #fillBase(
    square: number,
    outlook: number,
    belief: SimulatedBelief,
    here: { readonly square: number; readonly group: number },
  ): void {
    const { squares, firstSlot } = this.#model;
    const from = (outlook * squares + square) * PRICES;
    const isHere = square === here.square;
    this.#fill(
      square,
      belief,
      OUTLOOKS[outlook]!,
      isHere,
      here.group,
      firstSlot.values,
      this.#gain,
      this.#seconds,
      from,
    );
  }

  /** A square's gain is its mean over cases of how good it may turn out to be. */
  #fill(
    square: number,
    belief: SimulatedBelief,
    outlook: number,
    isHere: boolean,
    here: number,
    next: Int32Array,
    gainInto: Float64Array,
    secondsInto: Float64Array,
    from: number,
  ): void {
    const { firstGroup, firstSlot, groupEntrySeconds, leafSeconds, squareEntrySeconds } = this.#model;
    const ownEntry = isHere ? 0 : squareEntrySeconds.values[square]!;
    const spread = isHere ? 0 : Math.sqrt(this.#informationShare * Math.max(0, belief.squareVariance(square)));
    const first = spread > 0 ? 0 : 1;
    const last = spread > 0 ? LEARNING_CASES.length : 2;
    this.#knowing.fill(Number.NEGATIVE_INFINITY);
    for (let k = 0; k < PRICES; k++) {
      gainInto[from + k] = -this.prices[k]! * ownEntry;
      secondsInto[from + k] = ownEntry;
    }
    for (let group = firstGroup.values[square]!; group < firstGroup.values[square + 1]!; group++) {
      const end = firstSlot.values[group + 1]!;
      const start = next[group]!;
      if (start >= end) continue;
      belief.refresh(group);
      const each = leafSeconds.values[group]!;
      const entry = group === here ? 0 : groupEntrySeconds.values[group]!;
      this.#probe.fill(0);
      for (let c = first; c < last; c++) {
        const weight = spread > 0 ? LEARNING_CASES[c]!.share : 1;
        const better = outlook + spread * LEARNING_CASES[c]!.z;
        let slot = start;
        let seconds = entry;
        let sum = 0;
        let chance = belief.chanceIf(slot, group, better);
        const best = chance;
        // The dearer a second, the fewer leaves are worth theirs.
        for (let k = PRICES - 1; k >= 0; k--) {
          const price = this.prices[k]!;
          while (chance > price * each) {
            sum += chance;
            seconds += each;
            slot++;
            chance = slot < end ? belief.chanceIf(slot, group, better) : -1;
          }
          const gain = sum - price * seconds;
          if (gain > 0) {
            gainInto[from + k]! += weight * gain;
            secondsInto[from + k]! += weight * seconds;
          } else if (spread > 0) this.#probe[k]! += weight * (best - price * (entry + each));
        }
      }
      if (spread === 0) continue;
      for (let k = 0; k < PRICES; k++) if (this.#probe[k]! > this.#knowing[k]!) this.#knowing[k] = this.#probe[k]!;
    }
    if (spread === 0) return;
    for (let k = 0; k < PRICES; k++) {
      if (this.#knowing[k]! > Number.NEGATIVE_INFINITY) gainInto[from + k]! += this.#knowing[k]!;
    }
  }

  #addGrids(outlook: number, here: number): void {
    const { grids, squares, squareGrid, gridEntrySeconds } = this.#model;
    const base = outlook * grids * PRICES;
    const gain = new Float64Array(grids * PRICES);
    for (let square = 0; square < squares; square++) {
      const grid = squareGrid.values[square]! * PRICES;
      const of = this.#model.isFresh(square) ? outlook : AS_BELIEVED;
      for (let k = 0; k < PRICES; k++) {
        const at = (of * squares + square) * PRICES + k;
        if (!(this.#gain[at]! > 0)) continue;
        gain[grid + k]! += this.#gain[at]!;
        this.#gridSeconds[base + grid + k]! += this.#seconds[at]!;
      }
    }
    for (let grid = 0; grid < grids; grid++) {
      const entry = grid === here ? 0 : gridEntrySeconds.values[grid]!;
      for (let k = 0; k < PRICES; k++) {
        const at = base + grid * PRICES + k;
        if (gain[grid * PRICES + k]! > this.prices[k]! * entry) {
          this.#gridPays[at] = 1;
          this.#gridSeconds[at]! += entry;
        } else this.#gridSeconds[at] = 0;
      }
    }
  }
}
