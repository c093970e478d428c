import type { RelaxedPlan } from "../plan/relaxed-plan.js";

/**
 * Upper bound of the tally that any order of exposures collects in a time: at each price on time, the gain of the relaxed
 * plan plus the price of that time (Lagrangian relaxation of the time limit). The least over some prices is a bound for
 * every time at once, rising and concave; asking for a time adds the prices that matter there.
 *
 * @example new TallyBound(plan, amounts, status).tighten(8 * 3600)
 */
export class TallyBound {
  readonly #plan: RelaxedPlan;
  /** As shares of the greatest, so that prices do not depend on the objective's unit. */
  readonly #amounts: Float64Array;
  readonly #scale: number;
  readonly #status: Uint8Array;
  readonly #gains: number[] = [];
  readonly #prices: number[] = [];

  /**
   * @param plan with entries
   * @param amounts what each hole adds, at least 0; by row
   * @param status which holes there are
   */
  constructor(plan: RelaxedPlan, amounts: Float64Array, status: Uint8Array) {
    const most = amounts.reduce((a, b) => Math.max(a, b), 0);
    this.#plan = plan;
    this.#scale = most > 0 ? most : 1;
    this.#amounts = amounts.map((amount) => amount / this.#scale);
    this.#status = status;
    this.#add(0);
  }

  /** The bound for a time by the prices known so far. */
  at(seconds: number): number {
    let bound = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#gains.length; i++) {
      bound = Math.min(bound, this.#gains[i]! + this.#prices[i]! * seconds);
    }
    return bound * this.#scale;
  }

  /** The bound for a time, as tight as it gets. */
  tighten(seconds: number): number {
    const price = this.#plan.price(this.#amounts, this.#status, seconds);
    this.#add(price);
    // The bound is piecewise linear in the price; the search ends a hair above its kink.
    if (price > 0) this.#add(Math.max(0, price * (1 - 1e-4) - 1e-9));
    return this.at(seconds);
  }

  #add(price: number): void {
    this.#gains.push(this.#plan.evaluate(this.#amounts, this.#status, price));
    this.#prices.push(price);
  }
}
