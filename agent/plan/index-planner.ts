import { expectedWaitSeconds } from "../../env/session/result-timing.js";
import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { fits } from "../../env/world/fits.js";
import type { Belief } from "../belief/belief.js";
import { SessionBelief } from "../belief/session-belief.js";
import { acquire, type Decision, stop, survey, wait } from "../policy.js";
import { ExpectedBelow } from "./expected-below.js";
import { explainChoice } from "./explain-choice.js";
import type { IndexOptions } from "./index-options.js";
import { explainLook, nextLook } from "./look-rounds.js";
import type { Choice, Evaluated } from "./marginal-value.js";
import { type PricedChoice, pricedChoice } from "./priced-choice.js";
import { RelaxedPlan } from "./relaxed-plan.js";
import { unexploredNodes } from "./unexplored.js";
import { costOfSecond } from "./worth-of-time.js";

/** What `index` would do, and what it compared. */
export interface Judgement {
  readonly decision: Decision;
  /** Undefined where nothing could be compared, such as when nothing fits or worth is about the session's end alone. */
  readonly evaluated: Evaluated | undefined;
  /** What a second costs, in good results: 0 where time is limited by the budget alone. */
  readonly cost: number;
}

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
export class IndexPlanner {
  readonly known: SessionBelief;
  #below!: ExpectedBelow;
  #plan!: RelaxedPlan;
  /** Chance of each leaf at which it is planned with. By row. */
  #hoped = new Float64Array(0);
  #place = 0;

  /** @param session which has begun and not ended; the planner follows it from now on */
  constructor(
    readonly session: Session,
    readonly options: IndexOptions,
  ) {
    this.known = new SessionBelief(session);
    this.#prepare(session);
    const prepare = () => this.#prepare(session);
    session.listen({ surveyed: prepare, corrected: prepare, retracted: prepare, retimed: prepare });
  }

  #prepare(session: Session): void {
    const { belief, typical } = this.known;
    this.#below = new ExpectedBelow(typical, belief, groupLevelOf(session.tree.shape), this.#optimismIn(session));
    this.#plan = new RelaxedPlan(session.tree);
    this.#hoped = new Float64Array(session.tree.size);
    this.#plan.setEntries(session);
    this.#place = session.place;
  }

  /** The price at which the next search for one begins: it is found to a ten-thousandth, from one side or the other. */
  get memory(): readonly number[] {
    return [this.#plan.lastPrice];
  }

  recall([lastPrice = 0]: readonly number[]): void {
    this.#plan.lastPrice = lastPrice;
  }

  /** Decides on what is known now. */
  judge(): Judgement {
    const { session } = this;
    const { belief } = this.known;
    belief.update();
    this.#plan.moveEntries(session, this.#place, session.place);
    this.#place = session.place;
    if (session.plan.objective.endWorth !== undefined) {
      return { decision: lookDecision(session, belief), evaluated: undefined, cost: 0 };
    }
    const cost = costOfSecond(session, belief.probability);
    if (cost === Number.POSITIVE_INFINITY) {
      const decision = stop("Another good result would be worth nothing, but time costs.");
      return { decision, evaluated: undefined, cost };
    }
    const { evaluated, choice } = this.#choose(session, belief, cost);
    if (choice === undefined || !(choice.pays || cost === 0)) {
      if (choice !== undefined && this.#mayHope(session, cost)) {
        const sentence = "Nothing is worth its cost now, but it would be if the results on their way were good.";
        return { decision: wait(sentence), evaluated, cost };
      }
      return { decision: stop(whyStop(session, choice)), evaluated, cost };
    }
    const reason = () => explainChoice(session, evaluated, choice, belief);
    const { target } = choice;
    return {
      decision: session.tree.isLeaf(target) ? acquire(target, reason) : survey(target, reason),
      evaluated,
      cost,
    };
  }

  /** What to do next by a belief, at the price of time or, if nothing beats that, at its cost. */
  #choose(session: Session, belief: Belief, cost: number): PricedChoice {
    belief.probabilityIf(this.#optimismIn(session), this.#hoped);
    this.#plan.expect(unexploredNodes(session), this.#below);
    const after = (good: number) => costOfSecond(session, belief.probability, good);
    return pricedChoice(
      session,
      this.#plan,
      this.#hoped,
      session.status,
      { now: cost, after },
      this.options.priceShare,
    );
  }

  #optimismIn({ plan }: Session): number {
    return plan.objective.costPerHour > 0 ? this.options.optimismAtCost : this.options.optimism;
  }

  /** Whether something would be worth its cost if all results that are awaited were good, and one may come in time. */
  #mayHope(session: Session, cost: number): boolean {
    const { pendingCount, plan, remainingSeconds } = session;
    if (pendingCount === 0 || plan.results === undefined) return false;
    if (!fits(expectedWaitSeconds(plan.results), remainingSeconds)) return false;
    return this.#choose(session, this.known.hopeful(session), cost).choice?.pays === true;
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
