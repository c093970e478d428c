import type { Outcome } from "../../env/session/outcome.js";
import { expectedWaitSeconds } from "../../env/session/result-timing.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { fits } from "../../env/world/fits.js";
import type { Belief } from "../belief/belief.js";
import { beliefs } from "../belief/kinds/index.js";
import { loadPrior } from "../belief/prior.js";
import { typicalNodes } from "../belief/typical-nodes.js";
import { ExpectedBelow } from "../plan/expected-below.js";
import { explainChoice } from "../plan/explain-choice.js";
import { InformedPlan } from "../plan/informed-plan.js";
import type { Choice, Evaluated } from "../plan/marginal-value.js";
import { type MoveScores, moveScores } from "../plan/move-scores.js";
import { type PricedChoice, pricedChoice } from "../plan/priced-choice.js";
import { unexploredNodes } from "../plan/unexplored.js";
import { costOfSecond } from "../plan/worth-of-time.js";
import { acquire, type Decision, type Policy, type PolicyEntry, stop, survey, wait } from "../policy.js";

/**
 * Share of the plan's price of time that is acted on. The plan believes its own best guesses, so its price is
 * too high: at 1 the policy moves too often.
 */
const PRICE_SHARE = 0.9;

/** Share of the variance of a square's quality that is counted on to be learnt in time for it to matter. */
const INFORMATION_SHARE = 0.2;

const prior = loadPrior("generated");
const kind = beliefs.get("hierarchical");
const createBelief = (session: Session): Belief => kind.create(session, prior);

/**
 * Expected good micrographs per second, what it takes to get there included. A belief learns each hole's chance
 * from the session's results; a relaxed plan prices time so that what beats the price fills the time left; the
 * policy stays while the place beats the price and leaves when the rate elsewhere is better.
 *
 * - What was not surveyed enters the plan by what is expected of it, so that a survey is made when that pays.
 * - Where time has a cost, the price is never below it, and the session is stopped when nothing beats it.
 * - Where results come late it goes on without them, and waits for one only if nothing else is worth doing but would
 *   be if all that are awaited were good.
 */
class IndexPolicy implements Policy {
  #belief!: Belief;
  #below!: ExpectedBelow;
  #plan!: InformedPlan;
  #place = 0;

  get belief(): Belief {
    return this.#belief;
  }

  reset(session: Session): void {
    this.#prepare(session);
    session.listen({
      resulted: (_session: Session, hole: number, _outcome: Outcome) =>
        this.#belief.observe(hole, session.good[hole] === 1),
      surveyed: () => this.#prepare(session),
    });
  }

  #prepare(session: Session): void {
    this.#belief = createBelief(session);
    this.#below = new ExpectedBelow(
      typicalNodes(session, this.#belief, prior),
      this.#belief,
      groupLevelOf(session.tree.shape),
      INFORMATION_SHARE,
    );
    this.#plan = new InformedPlan(session.tree, INFORMATION_SHARE);
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
    this.#belief.update();
    this.#plan.moveEntries(session, this.#place, session.place);
    this.#place = session.place;
    const belief = this.#belief;
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
    const { probability } = belief;
    this.#plan.foresee(belief);
    this.#plan.expect(unexploredNodes(session), this.#below);
    return pricedChoice(session, this.#plan, probability, session.status, cost, PRICE_SHARE);
  }

  /** Whether something would be worth its cost if all results that are awaited were good, and one may come in time. */
  #mayHope(session: Session, cost: number): boolean {
    const { tree, status, pendingCount, plan, remainingSeconds } = session;
    if (pendingCount === 0 || plan.results === undefined) return false;
    if (!fits(expectedWaitSeconds(plan.results), remainingSeconds)) return false;
    const hope = createBelief(session);
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (status[hole] === TargetStatus.Pending) hope.observe(hole, true);
    }
    hope.update();
    return this.#choose(session, hope, cost).choice?.pays === true;
  }
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
  create: () => new IndexPolicy(),
};

export default entry;
