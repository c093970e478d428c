import type { Session } from "../../env/session/session.js";
import type { World } from "../../env/world/world.js";
import { RelaxedPlan } from "../plan/relaxed-plan.js";
import { entryPrices } from "./entry-prices.js";
import { Obtainable } from "./obtainable.js";
import { TallyBound } from "./tally-bound.js";
import { rowsOf, trueAmounts } from "./truth.js";

/** What the search for the best time may leave open, as a share of the bound. */
const TOLERANCE = 1e-9;

/** Parts into which the search for the best time divides what is left of it, and how often it does. */
const PARTS = 8;
const MOST_ROUNDS = 20;

/**
 * What no policy can beat from where a session stands, all outcomes known: the greatest return from now on.
 *
 * - The tally that can be collected in a time: at a price on time, the gain of the relaxed plan plus the price of that
 *   time bounds what any order of exposures collects (Lagrangian relaxation of the time limit); the least of these over
 *   the price. Entries cost what {@link entryPrices} says: drawn durations, surveys and failing tries included.
 * - Its worth: worth rises with the tally, so the worth of a bound is a bound of the worth.
 * - Where time has a cost, the best time to stop at: the bounded tally is concave in time, its worth too, so that one
 *   time is best. (Where worth is the tally, this is the same as a price that is never below the cost.)
 * - What the session's end may add is added at its most.
 *
 * @returns in the unit of the objective's worth; never below 0, what stopping at once comes to
 */
export function clairvoyantBound(world: World, session: Session): number {
  const { objective } = world.plan;
  const { tree } = world.data;
  const amounts = trueAmounts(world);
  const status = new Obtainable(world, session).status(session);
  const plan = new RelaxedPlan(tree);
  plan.adoptEntries(entryPrices(world, session));
  const tally = new TallyBound(plan, amounts, status);
  const worth = (gained: number) => objective.worth(session.tally + gained) - session.worth;
  const atEnd =
    objective.mostEndWorth?.(
      (level) => rowsOf(world, level),
      (node) => world.trueShare(node),
    ) ?? 0;
  return atEnd + bestOverTime(tally, worth, objective.costPerHour / 3600, Math.max(0, session.remainingSeconds));
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
