import type { Session } from "../../../env/session/session.js";
import type { World } from "../../../env/world/world.js";
import { pricedChoice } from "../../plan/priced-choice.js";
import { RelaxedPlan } from "../../plan/relaxed-plan.js";
import { acquire, type Decision, stop, survey } from "../../policy.js";
import { entryPrices } from "../entry-prices.js";
import { Obtainable } from "../obtainable.js";
import type { PrivilegedPolicyEntry } from "../privileged-policy.js";
import { firstUnexplored, rowsOf, trueAmounts, trueValues } from "../truth.js";

/**
 * Holes are worth what they are, so that whole groups enter the plan at one price: at the bound's own price it fills the
 * time only in part. A little below, it fills it.
 */
const PRICE_SHARE = 0.95;

/** The node that counts at the end if it looks best, where the objective is about nothing else, and its worth then. */
function bestAtEnd(world: World): { readonly node: number; readonly worth: number } | undefined {
  const { objective } = world.plan;
  if (objective.mostEndWorth === undefined || trueAmounts(world).some((amount) => amount > 0)) return undefined;
  let node = 0;
  let worth = 0;
  const shares = (row: number) => {
    const share = world.trueShare(row);
    if (share > worth) {
      node = row;
      worth = share;
    }
    return share;
  };
  objective.mostEndWorth((level) => rowsOf(world, level), shares);
  return { node, worth };
}

/**
 * What entering each row takes from where the session stands: for the first time what the bound charges, then what is
 * expected.
 */
class DrawnEntries {
  readonly #seconds: Float64Array;
  readonly #here: Float64Array;

  /** @param session at its begin */
  constructor(world: World, session: Session) {
    const { first, next } = entryPrices(world, session);
    this.#seconds = first.map((seconds, row) => Math.min(seconds, next[row]!));
    this.#here = new Float64Array(this.#seconds.length);
    const { latency } = session.plan;
    const entered = ({ tree }: Session, row: number) => {
      this.#seconds[row] = latency.leastEntrySeconds(tree, row);
    };
    for (let row = 1; row < this.#seconds.length; row++) {
      // Nothing below these is chosen, but sums over them must stay finite.
      if (this.#seconds[row] === Number.POSITIVE_INFINITY || world.data.tree.contains(row, session.place))
        entered(session, row);
    }
    session.listen({ moved: entered });
  }

  /** Seconds by row; the nodes where the stage stands are free. Overwritten by the next call. */
  from({ tree, place }: Session): Float64Array {
    this.#here.set(this.#seconds);
    for (let row = place; row > 0; row = tree.parent[row]!) this.#here[row] = 0;
    return this.#here;
  }
}

const entry: PrivilegedPolicyEntry = {
  name: "clairvoyant",
  summary: "knows every outcome and acts on the clairvoyant bound's solution",
  create(world) {
    const { objective } = world.plan;
    const best = bestAtEnd(world);
    const amounts =
      best === undefined
        ? trueAmounts(world)
        : trueValues(world).map((good, hole) => (world.data.tree.contains(best.node, hole) ? good : 0));
    const most = amounts.reduce((a, b) => Math.max(a, b), 0);
    const values = new Float64Array(amounts.length);
    let plan: RelaxedPlan;
    let obtainable: Obtainable;
    let entries: DrawnEntries;
    return {
      reset(session) {
        obtainable = new Obtainable(world, session);
        entries = new DrawnEntries(world, session);
        plan = new RelaxedPlan(world.data.tree);
      },
      decide(session): Decision {
        if (best !== undefined && world.endWorth(session) >= best.worth)
          return stop("The best is known to be the best.");
        const status = obtainable.status(session);
        plan.adoptEntries(entries.from(session));
        // What a hole adds now, as a share of what the best one does, so that prices do not depend on the unit.
        const worth = (amount: number) =>
          best === undefined ? objective.worth(session.tally + amount) - session.worth : amount;
        const unit = worth(most);
        if (unit === 0 && objective.costPerHour > 0) return stop("Nothing is worth what its time costs.");
        for (let hole = 0; hole < values.length; hole++) values[hole] = unit === 0 ? 0 : worth(amounts[hole]!) / unit;
        const cost = unit === 0 || best !== undefined ? 0 : objective.costPerHour / 3600 / unit;
        const { evaluated, choice } = pricedChoice(session, plan, values, status, { now: cost }, PRICE_SHARE);
        if (choice === undefined) return stop("No hole can be reached in the time left.");
        if (!choice.pays && (cost > 0 || best !== undefined)) return stop("Nothing is worth what its time costs.");
        const numbers = { value: values[choice.target]!, priceGoodPerMinute: evaluated.price * 60 };
        const node = firstUnexplored(session, choice.target);
        if (node !== -1)
          return survey(node, () => ({ numbers, sentence: "On the way to a part of the bound's plan." }));
        return acquire(choice.target, () => ({ numbers, sentence: "Part of the bound's plan." }));
      },
    };
  },
};

export default entry;
