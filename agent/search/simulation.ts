import { fits } from "../../env/world/fits.js";
import { GridOutlook } from "./grid-outlook.js";
import { PriceTable } from "./price-table.js";
import type { SessionModel } from "./session-model.js";
import { SimulatedBelief } from "./simulated-belief.js";
import { SimulatedStage } from "./simulated-stage.js";
import type { SimulatedTruth } from "./simulated-truth.js";
import type { WorthAhead } from "./worth-ahead.js";

/** A first step that is tried. */
export type FirstStep =
  | { readonly kind: "expose"; readonly group: number; readonly seconds: number }
  | { readonly kind: "surveySquare"; readonly square: number; readonly seconds: number }
  | { readonly kind: "surveyGrid"; readonly grid: number; readonly seconds: number }
  | { readonly kind: "stop" };

/** How simulated sessions act. */
export interface SimulationOptions {
  /** Share of the price of time that is acted on. */
  readonly priceShare: number;
  /** Share of the variance of a square's quality that is counted on to be learned. */
  readonly informationShare: number;
}

/** So many squares are tried until one's way fits into the time left. */
const MOST_TRIES = 6;

/**
 * Plays the rest of a session: a first step, then the marginal-value rule of `index` on what the simulated session has
 * learned, group by group. What comes of it is counted in chances rather than in outcomes drawn from them, which has the
 * same mean and scatters less; the rule learns from the outcomes.
 */
export class Simulation {
  readonly table: PriceTable;
  readonly #model: SessionModel;
  readonly #truth: SimulatedTruth;
  readonly #worth: WorthAhead;
  readonly #priceShare: number;
  readonly #belief: SimulatedBelief;
  readonly #outlook: GridOutlook;
  readonly #stage: SimulatedStage;
  /** First slot left of each group. */
  readonly #next: Int32Array;
  readonly #firstNext: Int32Array;
  readonly #gridGain: Float64Array;
  #remaining = 0;
  #price = 0;
  #good = 0;
  #bestGain = 0;

  constructor(
    model: SessionModel,
    truth: SimulatedTruth,
    worth: WorthAhead,
    { priceShare, informationShare }: SimulationOptions,
  ) {
    this.#model = model;
    this.#truth = truth;
    this.#worth = worth;
    this.#priceShare = priceShare;
    this.#belief = new SimulatedBelief(model);
    this.#outlook = new GridOutlook(model);
    this.#stage = new SimulatedStage(model);
    this.table = new PriceTable(model, this.#belief, informationShare, this.#stage);
    this.#firstNext = model.firstSlot.values.slice(0, model.groups);
    this.#next = this.#firstNext.slice();
    this.#gridGain = new Float64Array(model.grids);
  }

  /** Price of a second that is acted on now. */
  get price(): number {
    this.#reset();
    return Math.max(this.#worth.costOfSecond, this.#priceShare * this.table.price(this.#remaining));
  }

  /**
   * Worth of the rest of the session in the present truth, if it begins with this step. It is played to its end: what a
   * plan would make of a rest counts all that was learned as if time were not short, which is too much for steps that
   * teach a lot.
   */
  run(step: FirstStep): number {
    if (step.kind === "stop") return 0;
    this.#reset();
    this.#price = Math.max(this.#worth.costOfSecond, this.#priceShare * this.table.price(this.#remaining));
    if (step.kind === "expose") this.#expose(step.group, step.seconds);
    else {
      this.#remaining -= step.seconds;
      if (step.kind === "surveySquare") this.#stage.surveyedSquare(step.square);
      else this.#stage.surveyedGrid(step.grid);
    }
    do this.#stay();
    while (this.#moveOn());
    return this.#worth.of(this.#good, this.#model.session.remainingSeconds - this.#remaining);
  }

  #reset(): void {
    this.#belief.reset();
    this.#outlook.reset();
    this.#stage.reset();
    this.table.reset();
    this.#next.set(this.#firstNext);
    this.#remaining = this.#model.session.remainingSeconds;
    this.#good = 0;
  }

  #expose(group: number, seconds: number): void {
    const slot = this.#next[group]!++;
    this.#stage.exposed(slot, group);
    this.#remaining -= seconds;
    this.#good += this.#truth.chance(slot);
    this.#belief.learn(slot, this.#truth.isGood(slot));
  }

  #left(group: number): boolean {
    return this.#next[group]! < this.#model.firstSlot.values[group + 1]!;
  }

  /** Exposes in the group while its best leaf beats the price. */
  #stay(): void {
    const { group } = this.#stage;
    if (group === -1) return;
    const seconds = this.#model.leafSeconds.values[group]!;
    while (this.#left(group) && fits(seconds, this.#remaining)) {
      if (!(this.#belief.chance(this.#next[group]!, group) > this.#price * seconds)) return;
      this.#expose(group, seconds);
    }
  }

  /**
   * Goes to another group of the square or, at a new price, to wherever that is worth it.
   *
   * @returns whether there was something to go on with
   */
  #moveOn(): boolean {
    const { square } = this.#stage;
    if (square !== -1) {
      // A square is entered or surveyed to see what an exposure in it shows.
      if (this.#goToGroupOf(square, this.#stage.group !== -1)) return true;
      this.#leave(square);
    }
    const cost = this.#worth.costOfSecond;
    const price = Math.max(cost, this.#priceShare * this.table.price(this.#remaining));
    if (this.#goAt(price)) return true;
    return cost > 0 ? price > cost && this.#goAt(cost) : this.#goAnywhere();
  }

  /** Takes over what was learned in a square: of itself, and of others. */
  #leave(square: number): void {
    const belief = this.#belief;
    this.table.update(square, belief, this.#next);
    if (!this.#outlook.learned(square, belief.evidencePrecision(square), belief.evidenceWeighted(square))) return;
    for (let grid = 0; grid < this.#model.grids; grid++) this.table.setOutlook(grid, this.#outlook.mean(grid));
  }

  /** Goes to the square's best group or to the best square, if one is worth it at a price. */
  #goAt(price: number): boolean {
    this.#price = price;
    const { square } = this.#stage;
    if (square !== -1 && this.#goToGroupOf(square, true)) return true;
    this.table.at(price);
    let limit = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const best = this.#bestSquare(limit);
      if (best === -1) break;
      limit = this.#bestGain;
      if (this.#goToGroupOf(best, false)) return true;
    }
    const grid = this.#bestGrid();
    const there = grid === -1 ? -1 : this.#bestSquare(Number.POSITIVE_INFINITY, grid);
    return there !== -1 && this.#goToGroupOf(there, false);
  }

  /** The grid of the greatest positive gain: the way into it may pay for several squares together; −1 if there is none. */
  #bestGrid(): number {
    const { grids, squares, squareGrid, gridEntrySeconds } = this.#model;
    const gains = this.#gridGain;
    for (let grid = 0; grid < grids; grid++) {
      gains[grid] = grid === this.#stage.grid ? 0 : -this.#price * gridEntrySeconds.values[grid]!;
    }
    for (let square = 0; square < squares; square++) {
      if (square !== this.#stage.square) gains[squareGrid.values[square]!]! += Math.max(0, this.table.gain(square));
    }
    let best = -1;
    for (let grid = 0; grid < grids; grid++) if (gains[grid]! > (best === -1 ? 0 : gains[best]!)) best = grid;
    return best;
  }

  /**
   * The square of the greatest positive gain below a limit, not the one where the stage stands; −1 if there is none.
   *
   * @param only of this grid, the way into which counts nothing then
   */
  #bestSquare(limit: number, only = -1): number {
    const { squares, squareGrid, gridEntrySeconds } = this.#model;
    const { square: here, grid } = this.#stage;
    let best = -1;
    this.#bestGain = 0;
    for (let square = 0; square < squares; square++) {
      if (square === here) continue;
      const of = squareGrid.values[square]!;
      if (only !== -1 && of !== only) continue;
      const gain =
        this.table.gain(square) - (of === grid || of === only ? 0 : this.#price * gridEntrySeconds.values[of]!);
      if (!(gain > this.#bestGain && gain < limit)) continue;
      best = square;
      this.#bestGain = gain;
    }
    return best;
  }

  /**
   * Exposes the first leaf of the square's group that gains most, if its way fits. In the square where the stage stands it
   * has to gain; another one may be worth it for what is learned there.
   */
  #goToGroupOf(square: number, isHere: boolean): boolean {
    const { firstGroup, squareGrid } = this.#model;
    const grid = squareGrid.values[square]!;
    if (square !== this.#stage.square && this.#model.isFresh(square)) {
      this.#belief.expect(square, this.#outlook.mean(grid), this.#outlook.variance(grid));
    }
    let best = -1;
    let bestGain = isHere ? 0 : Number.NEGATIVE_INFINITY;
    for (let group = firstGroup.values[square]!; group < firstGroup.values[square + 1]!; group++) {
      if (!this.#left(group)) continue;
      const gain = this.#groupGain(group, isHere && group === this.#stage.group);
      if (!(gain > bestGain)) continue;
      if (!fits(this.#stage.secondsTo(this.#next[group]!, group), this.#remaining)) continue;
      best = group;
      bestGain = gain;
    }
    if (best === -1) return false;
    this.#expose(best, this.#stage.secondsTo(this.#next[best]!, best));
    return true;
  }

  #groupGain(group: number, isHere: boolean): number {
    const { firstSlot, leafSeconds, groupEntrySeconds } = this.#model;
    const each = this.#price * leafSeconds.values[group]!;
    const end = firstSlot.values[group + 1]!;
    this.#belief.refresh(group);
    let gain = isHere ? 0 : -this.#price * groupEntrySeconds.values[group]!;
    for (let slot = this.#next[group]!; slot < end; slot++) {
      const own = this.#belief.chance(slot, group) - each;
      if (!(own > 0)) break;
      gain += own;
    }
    return gain;
  }

  /** Exposes what loses least at the price, since time left is worth nothing. */
  #goAnywhere(): boolean {
    const { groups, leafSeconds, groupEntrySeconds, groupSquare, squareEntrySeconds, squareGrid, gridEntrySeconds } =
      this.#model;
    const here = this.#stage;
    let best = -1;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (let group = 0; group < groups; group++) {
      if (!this.#left(group)) continue;
      const square = groupSquare.values[group]!;
      const grid = squareGrid.values[square]!;
      let seconds = leafSeconds.values[group]!;
      if (group !== here.group) seconds += groupEntrySeconds.values[group]!;
      if (square !== here.square) seconds += squareEntrySeconds.values[square]!;
      if (grid !== here.grid) seconds += gridEntrySeconds.values[grid]!;
      if (!fits(seconds, this.#remaining)) continue;
      const gain = this.#belief.chance(this.#next[group]!, group) - this.#price * seconds;
      if (!(gain > bestGain) || !fits(here.secondsTo(this.#next[group]!, group), this.#remaining)) continue;
      best = group;
      bestGain = gain;
    }
    if (best === -1) return false;
    this.#expose(best, here.secondsTo(this.#next[best]!, best));
    return true;
  }
}
