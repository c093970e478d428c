import type { Outcome } from "../../env/session/outcome.js";
import type { Session } from "../../env/session/session.js";
import { loadPrior } from "../belief/prior.js";
import { TreeBelief } from "../belief/tree-belief.js";
import { type Choice, comparedTargets, marginalValueChoice } from "../plan/marginal-value.js";
import { RelaxedPlan } from "../plan/relaxed-plan.js";
import { acquire, type Decision, type Policy, type PolicyEntry, type Reason, stop } from "../policy.js";

/**
 * Share of the plan's price of time that is acted on. The plan believes its own best guesses, so its price is
 * too high: at 1 the policy moves too often.
 */
const PRICE_SHARE = 0.9;

/** So many of what a decision compared are shown with it. */
const MOST_CANDIDATES = 5;

const prior = loadPrior("generated");

/**
 * Expected good micrographs per second, what it takes to get there included. A belief learns each hole's chance
 * from the session's results; a relaxed plan prices time so that what beats the price fills the time left; the
 * policy stays while the place beats the price and leaves when the rate elsewhere is better.
 */
class IndexPolicy implements Policy {
  #belief!: TreeBelief;
  #plan!: RelaxedPlan;
  #place = 0;

  reset(session: Session): void {
    this.#prepare(session);
    session.listen({
      resulted: (_session: Session, hole: number, _outcome: Outcome) =>
        this.#belief.observe(hole, session.good[hole] === 1),
      surveyed: () => this.#prepare(session),
    });
  }

  #prepare(session: Session): void {
    this.#belief = new TreeBelief(session, prior);
    for (let hole = session.tree.firstLeaf; hole < session.tree.size; hole++) {
      if (session.good[hole] !== -1) this.#belief.observe(hole, session.good[hole] === 1);
    }
    this.#plan = new RelaxedPlan(session.tree);
    this.#plan.setEntries(session);
    this.#place = session.place;
  }

  decide(session: Session): Decision {
    this.#belief.update();
    this.#plan.moveEntries(session, this.#place, session.place);
    this.#place = session.place;
    const { probability } = this.#belief;
    const price = PRICE_SHARE * this.#plan.price(probability, session.status, session.remainingSeconds);
    this.#plan.evaluate(probability, session.status, price);
    const choice = marginalValueChoice(session, this.#plan, probability, price);
    if (choice === undefined) return stop("No hole can be reached in the time left.");
    return acquire(choice.hole, () => ({
      ...explain(session, choice, probability[choice.hole]!, price),
      candidates: { score: "gainGood", scored: comparedTargets(session, this.#plan, choice, price, MOST_CANDIDATES) },
    }));
  }
}

function explain(session: Session, choice: Choice, probability: number, price: number): Reason {
  const seconds = session.expectedSeconds(choice.hole);
  const perMinute = (probability / seconds) * 60;
  const where = {
    nothing: "Stays in the group",
    group: "Goes to another group of the square",
    square: "Goes to another square",
  };
  const pays = choice.pays ? "" : ", as nothing beats that price any more";
  return {
    numbers: {
      probabilityGood: probability,
      expectedSeconds: seconds,
      goodPerMinuteHere: perMinute,
      priceGoodPerMinute: price * 60,
    },
    sentence: `${where[choice.leaves]}${pays}: ${Math.round(probability * 100)} % to be good in ${Math.round(seconds)} s; a minute is worth ${(price * 60).toFixed(2)} good micrographs.`,
  };
}

const entry: PolicyEntry = {
  name: "index",
  summary: "expected good micrographs per second, the way included; leaves when the rate elsewhere is better",
  create: () => new IndexPolicy(),
};

export default entry;
