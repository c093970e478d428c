import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { World } from "../../env/world/world.js";
import { entryPrices } from "./entry-prices.js";
import { leastSeconds } from "./least-seconds.js";
import { Obtainable } from "./obtainable.js";
import { TallyBound } from "./tally-bound.js";
import { rowsOf, trueAmounts } from "./truth.js";

/** What the search for the best time may leave open, as a share of the bound. */
const TOLERANCE = 1e-9;

/** Parts into which the search for the best time divides what is left of it, and how often it does. */
const PARTS = 8;
const MOST_ROUNDS = 20;

/** Where exposures add different amounts: so many steps make up all of them, where there are at most so many leaves. */
const STEPS = 4096;
const FEW_LEAVES = 64;

/** A world takes what is longer than the time left by rounding, and sums are made in different orders. */
const CLOCK_TOLERANCE_SECONDS = 2e-6;

/**
 * What no policy can beat from a session's begin, all outcomes known: the greatest return, in the unit of the
 * objective's worth.
 *
 * - Entries cost what {@link entryPrices} says: drawn durations, surveys and failing tries included, the order left open.
 * - The tally is bounded first. Where all exposures that count add the same, by the least time of 1, 2, 3 … of them
 *   ({@link leastSeconds}). Where they differ, by {@link TallyBound} for every time at once, and in small worlds by the
 *   least time of steps to which the amounts are rounded up as well.
 * - Its worth: worth rises with the tally, so the worth of a bound is a bound of the worth.
 * - Where time has a cost, the best time to stop at.
 * - What falls due by the clock is added to the time, where nobody can wait it out (see {@link World.leastClockSeconds}).
 * - What the session's end may add is added at its most.
 *
 * All but the budget is worked out once.
 *
 * @example
 * const bound = new ClairvoyantBound(world, world.begin(start));
 * [120, 240].map((minutes) => bound.within(minutes * 60));
 */
export class ClairvoyantBound {
  readonly #world: World;
  readonly #atEnd: number;
  /** What a step adds to the tally, and the least seconds of 0, 1, 2 … steps. */
  readonly #step: number;
  readonly #seconds: Float64Array | undefined;
  readonly #tally: TallyBound | undefined;

  /**
   * @param session at its begin: tries of the world and its clock count from there
   * @throws RangeError if the session has gone on already
   */
  constructor(world: World, session: Session) {
    if (session.clockSeconds > 0) throw new RangeError("the clairvoyant bound is one from a session's begin");
    const { objective } = world.plan;
    const { tree } = world.data;
    const open = new Obtainable(world, session)
      .status(session)
      .map((status, row) => (tree.isLeaf(row) && status === TargetStatus.Available ? 1 : 0));
    const amounts = trueAmounts(world).map((amount, row) => (open[row] === 1 ? amount : 0));
    // Where the stage stands it has got to, whether or not there is anything left to expose.
    if (tree.isLeaf(session.place)) open[session.place] = 1;
    const entries = entryPrices(world, session);
    const counting = amounts.filter((amount) => amount > 0);
    const most = counting.reduce((a, b) => Math.max(a, b), 0);
    const alike = counting.every((amount) => amount === most);
    this.#world = world;
    this.#step = alike ? most : counting.reduce((a, b) => a + b, 0) / STEPS;
    this.#atEnd =
      objective.mostEndWorth?.(
        (level) => rowsOf(world, level),
        (node) => world.trueShare(node),
      ) ?? 0;
    if (!alike) this.#tally = new TallyBound(tree, amounts, open, entries);
    if (alike || counting.length <= FEW_LEAVES) {
      const steps = Int32Array.from(amounts, (amount) => (amount > 0 ? Math.ceil(amount / this.#step - 1e-9) : 0));
      this.#seconds = leastSeconds(tree, steps, open, entries);
    }
  }

  /** The bound for a session of so many seconds; at least 0, what stopping at once comes to, plus what the end adds. */
  within(budgetSeconds: number): number {
    const byTally = this.#tally === undefined ? Number.POSITIVE_INFINITY : this.#byTally(this.#tally, budgetSeconds);
    const bySteps =
      this.#seconds === undefined ? Number.POSITIVE_INFINITY : this.#bySteps(this.#seconds, budgetSeconds);
    return this.#atEnd + Math.min(byTally, bySteps);
  }

  #bySteps(seconds: Float64Array, budgetSeconds: number): number {
    const { objective } = this.#world.plan;
    const cost = objective.costPerHour / 3600;
    let best = 0;
    for (let steps = 1; steps < seconds.length; steps++) {
      const clock = this.#world.leastClockSeconds(Math.max(0, seconds[steps]! - CLOCK_TOLERANCE_SECONDS));
      if (clock > budgetSeconds) break;
      best = Math.max(best, objective.worth(steps * this.#step) - cost * clock);
    }
    return best;
  }

  #byTally(tally: TallyBound, budgetSeconds: number): number {
    const { objective } = this.#world.plan;
    const worth = (collected: number) => objective.worth(collected);
    return bestOverTime(tally, worth, objective.costPerHour / 3600, this.#mostWork(budgetSeconds));
  }

  /** The most seconds of work that fit into so many on the clock. */
  #mostWork(budgetSeconds: number): number {
    const most = budgetSeconds + CLOCK_TOLERANCE_SECONDS;
    if (this.#world.leastClockSeconds(most) <= most) return most;
    let fits = 0;
    let tooMuch = most;
    while (tooMuch - fits > CLOCK_TOLERANCE_SECONDS / 2) {
      const middle = (fits + tooMuch) / 2;
      if (this.#world.leastClockSeconds(middle) <= budgetSeconds) fits = middle;
      else tooMuch = middle;
    }
    return tooMuch + CLOCK_TOLERANCE_SECONDS;
  }
}

/**
 * {@link ClairvoyantBound} for the session's own budget.
 *
 * @param session at its begin
 * @throws RangeError if the session has gone on already
 */
export function clairvoyantBound(world: World, session: Session): number {
  return new ClairvoyantBound(world, session).within(session.plan.budgetSeconds);
}

/**
 * Upper bound of max over t of worth(tally bound at t) − cost · t, which is concave: the best of some times has the
 * maximum beside it, where worth is at most that of the later time and the cost at least that of the earlier one.
 */
function bestOverTime(tally: TallyBound, worth: (tally: number) => number, cost: number, mostSeconds: number): number {
  if (cost === 0) return worth(tally.tighten(mostSeconds));
  let bound = Number.POSITIVE_INFINITY;
  let from = 0;
  let to = mostSeconds;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const times = Array.from({ length: PARTS + 1 }, (_, i) => from + ((to - from) * i) / PARTS);
    for (const time of times) tally.tighten(time);
    const values = times.map((time) => worth(tally.at(time)) - cost * time);
    const best = values.indexOf(Math.max(...values));
    from = times[Math.max(0, best - 1)]!;
    to = times[Math.min(PARTS, best + 1)]!;
    bound = Math.min(bound, worth(tally.at(to)) - cost * from);
    if (bound - values[best]! <= TOLERANCE * Math.max(1, bound)) break;
  }
  return Math.max(0, bound);
}
