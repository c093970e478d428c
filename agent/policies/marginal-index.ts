import { expectedWaitSeconds } from "../../env/session/result-timing.js";
import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { fits } from "../../env/world/fits.js";
import type { Belief } from "../belief/belief.js";
import { SessionBelief } from "../belief/session-belief.js";
import { ExpectedBelow } from "../plan/expected-below.js";
import { explainChoice } from "../plan/explain-choice.js";
import { explainLook, nextLook } from "../plan/look-rounds.js";
import type { Choice, Evaluated } from "../plan/marginal-value.js";
import { type MoveScores, moveScores } from "../plan/move-scores.js";
import { type PricedChoice, pricedChoice } from "../plan/priced-choice.js";
import { RelaxedPlan } from "../plan/relaxed-plan.js";
import { unexploredNodes } from "../plan/unexplored.js";
import { costOfSecond } from "../plan/worth-of-time.js";
import {
  acquire,
  type Decision,
  type Policy,
  type PolicyEntry,
  type PolicyParameter,
  stop,
  survey,
  wait,
} from "../policy.js";
import { parameterValues } from "../policy-parameters.js";

const parameters = {
  price_share: {
    default: 0.98,
    min: 0.3,
    max: 0.99,
    summary:
      "share of the plan's price of time that is acted on; below 1, where what the plan just about takes is not worth it",
  },
  optimism: {
    default: 0.5,
    min: 0,
    max: 5,
    summary: "standard deviations above the mean at which squares are taken; 0 tries nothing in order to learn",
  },
  optimism_at_cost: {
    default: 0.2,
    min: 0,
    max: 5,
    summary: "the same where time has a cost",
  },
} satisfies Record<string, PolicyParameter>;

/**
 * Expected good micrographs per second, what it takes to get there included. A belief learns each hole's chance
 * from the session's results; a relaxed plan prices time so that what beats the price fills the time left; the
 * policy stays while the place beats the price and leaves when the rate elsewhere is better.
 *
 * - What was not surveyed enters the plan by what is expected of it, so that a survey is made when that pays.
 * - Squares are taken for somewhat better than expected, so that what is uncertain is tried until it is known to be worse.
 * - Where time has a cost, the price is never below it, and the session is stopped when nothing beats it.
 * - Where worth is about a decision at the session's end, it looks at one grid after the other instead ({@link nextLook}).
 * - Where results come late it goes on without them, and waits for one only if nothing else is worth doing but would
 *   be if all that are awaited were good.
 */
class IndexPolicy implements Policy {
  #known!: SessionBelief;
  #below!: ExpectedBelow;
  #plan!: RelaxedPlan;
  /** Chance of each leaf at which it is planned with. By row. */
  #hoped = new Float64Array(0);
  #place = 0;

  constructor(
    readonly priceShare: number,
    readonly optimism: number,
    readonly optimismAtCost: number,
  ) {}

  get belief(): Belief {
    return this.#known.belief;
  }

  reset(session: Session): void {
    this.#known = new SessionBelief(session);
    this.#prepare(session);
    session.listen({ surveyed: () => this.#prepare(session) });
  }

  #prepare(session: Session): void {
    const { belief, typical } = this.#known;
    this.#below = new ExpectedBelow(typical, belief, groupLevelOf(session.tree.shape), this.#optimismIn(session));
    this.#plan = new RelaxedPlan(session.tree);
    this.#hoped = new Float64Array(session.tree.size);
    this.#plan.setEntries(session);
    this.#place = session.place;
  }

  decide(session: Session): Decision {
    return this.#judge(session).decision;
  }

  /**
   * Decides, and says what it makes of each move from where the cursor is. The greatest score is the decision's.
   *
   * @example policy.scores(session).candidates[0] // of the first child of the cursor
   */
  scores(session: Session): MoveScores {
    const { decision, evaluated } = this.#judge(session);
    return moveScores(session, evaluated, decision.goal);
  }

  #judge(session: Session): { decision: Decision; evaluated?: Evaluated } {
    const { belief } = this.#known;
    belief.update();
    this.#plan.moveEntries(session, this.#place, session.place);
    this.#place = session.place;
    if (session.plan.objective.endWorth !== undefined) return { decision: lookDecision(session, belief) };
    const cost = costOfSecond(session, belief.probability);
    if (cost === Number.POSITIVE_INFINITY)
      return { decision: stop("Another good result would be worth nothing, but time costs.") };
    const { evaluated, choice } = this.#choose(session, belief, cost);
    if (choice === undefined || !(choice.pays || cost === 0)) {
      if (choice !== undefined && this.#mayHope(session, cost)) {
        const sentence = "Nothing is worth its cost now, but it would be if the results on their way were good.";
        return { decision: wait(sentence), evaluated };
      }
      return { decision: stop(whyStop(session, choice)), evaluated };
    }
    const reason = () => explainChoice(session, evaluated, choice, belief);
    const { target } = choice;
    return { decision: session.tree.isLeaf(target) ? acquire(target, reason) : survey(target, reason), evaluated };
  }

  /** What to do next by a belief, at the price of time or, if nothing beats that, at its cost. */
  #choose(session: Session, belief: Belief, cost: number): PricedChoice {
    belief.probabilityIf(this.#optimismIn(session), this.#hoped);
    this.#plan.expect(unexploredNodes(session), this.#below);
    const after = (good: number) => costOfSecond(session, belief.probability, good);
    return pricedChoice(session, this.#plan, this.#hoped, session.status, { now: cost, after }, this.priceShare);
  }

  #optimismIn({ plan }: Session): number {
    return plan.objective.costPerHour > 0 ? this.optimismAtCost : this.optimism;
  }

  /** Whether something would be worth its cost if all results that are awaited were good, and one may come in time. */
  #mayHope(session: Session, cost: number): boolean {
    const { pendingCount, plan, remainingSeconds } = session;
    if (pendingCount === 0 || plan.results === undefined) return false;
    if (!fits(expectedWaitSeconds(plan.results), remainingSeconds)) return false;
    return this.#choose(session, this.#known.hopeful(session), cost).choice?.pays === true;
  }
}

function lookDecision(session: Session, belief: Belief): Decision {
  const look = nextLook(session, belief);
  if (look === undefined) return stop("Looking at more grids would change nothing, or there is no time for it.");
  const reason = () => explainLook(session, look);
  return session.tree.isLeaf(look) ? acquire(look, reason) : survey(look, reason);
}

function whyStop(session: Session, choice: Choice | undefined): string {
  if (choice !== undefined) return "Nothing is worth what its time costs.";
  return session.openCount[0] === 0
    ? "Everything that there is has been exposed."
    : "No hole can be reached in the time left.";
}

const entry: PolicyEntry = {
  name: "index",
  summary: "expected good micrographs per second, the way included; leaves when the rate elsewhere is better",
  parameters,
  create(values) {
    const { price_share, optimism, optimism_at_cost } = parameterValues(entry, values);
    return new IndexPolicy(price_share!, optimism!, optimism_at_cost!);
  },
};

export default entry;
