import { expectedWaitSeconds } from "../../env/session/result-timing.js";
import type { Session } from "../../env/session/session.js";
import { fits } from "../../env/world/fits.js";
import type { Belief } from "../belief/belief.js";
import { SessionBelief } from "../belief/session-belief.js";
import { acquire, type Decision, type Reason, stop, survey, wait } from "../policy.js";
import { BestRate, type Chances, type RateChoice } from "./best-rate.js";
import { costOfSecond } from "./worth-of-time.js";

/** So many of what a decision compared are shown with it. */
const MOST_CANDIDATES = 5;

/** Chances of a belief, all as if what is uncertain lay so many standard deviations above its mean; 0 for the mean. */
export type ChancesOf = (belief: Belief) => Chances;

/**
 * What `ucb` and `thompson` have in common: a belief, and decisions by the best rate of good ones to time by the chances
 * that they give it. Where time has a cost, what does not beat it is not done: a result that may change that is waited
 * for, else the session is stopped.
 */
export class RatePlanner {
  readonly known: SessionBelief;
  #bestRate: BestRate;

  /** @param stay as {@link BestRate.choose} takes it */
  constructor(
    session: Session,
    readonly stay: number,
  ) {
    this.known = new SessionBelief(session);
    this.#bestRate = new BestRate(session.tree, this.known.typical);
    const prepare = () => {
      this.#bestRate = new BestRate(session.tree, this.known.typical);
    };
    session.listen({ surveyed: prepare, corrected: prepare, retracted: prepare, retimed: prepare });
  }

  /**
   * @param by the chances to act on; where these do not pay, the next ones are asked, in order
   * @param hope what would be acted on if the awaited results were good
   * @param word for the chances, such as `upper`
   */
  decide(session: Session, by: readonly Chances[], hope: ChancesOf, word: string): Decision {
    const cost = costOfSecond(session, this.known.belief.probability);
    if (cost === Number.POSITIVE_INFINITY) return stop("Another good result would be worth nothing, but time costs.");
    for (const chances of by) {
      const choice = this.#bestRate.choose(session, chances, this.stay, cost);
      if (choice === undefined) continue;
      const reason = () => this.#explain(session, chances, choice, cost, word);
      return session.tree.isLeaf(choice.first) ? acquire(choice.first, reason) : survey(choice.first, reason);
    }
    if (this.#bestRate.choose(session, by[0]!, this.stay) === undefined) {
      return stop(
        session.openCount[0] === 0
          ? "Everything that there is has been exposed."
          : "No hole can be reached in the time left.",
      );
    }
    if (this.#mayHope(session, hope, cost))
      return wait("Nothing is worth its cost now, but it would be if the results on their way were good.");
    return stop("Nothing is worth what its time costs.");
  }

  #mayHope(session: Session, hope: ChancesOf, cost: number): boolean {
    const { results } = session.plan;
    if (session.pendingCount === 0 || results === undefined) return false;
    if (!fits(expectedWaitSeconds(results), session.remainingSeconds)) return false;
    return this.#bestRate.choose(session, hope(this.known.hopeful(session)), this.stay, cost) !== undefined;
  }

  #explain(session: Session, chances: Chances, choice: RateChoice, cost: number, word: string): Reason {
    const { tree } = session;
    const { first, rate, good, seconds } = choice;
    const perHour = 3600 * rate;
    const waySeconds = session.expectedSeconds(first);
    const numbers: Record<string, number> = {
      [`${word}GoodPerHour`]: perHour,
      [`${word}Good`]: good,
      secondsForThem: seconds,
      expectedSeconds: waySeconds,
    };
    if (cost > 0) numbers.costGoodPerHour = 3600 * cost;
    const there = `${perHour.toFixed(1)} good an hour (${word}), the way included`;
    const candidates = {
      score: `${word}GoodPerHour`,
      scored: this.#bestRate
        .compare(session, chances, MOST_CANDIDATES)
        .map((rated) => ({ target: rated.target, score: 3600 * rated.rate })),
    };
    if (!tree.isLeaf(first)) {
      const level = tree.shape.levels[tree.level[first]!];
      const sentence = `Surveys a ${level}, ${Math.round(waySeconds)} s away: ${there}; no other target gives more.`;
      return { numbers, sentence, candidates };
    }
    const probability = this.known.belief.probability[first]!;
    numbers.probabilityGood = probability;
    numbers[`${word}Probability`] = chances.leaves[first]!;
    const percent = (chance: number) => `${Math.round(100 * chance)} %`;
    return {
      numbers,
      sentence: `Exposes a hole ${Math.round(waySeconds)} s away, ${percent(probability)} to be good (${word}: ${percent(chances.leaves[first]!)}): ${there}; no other target gives more.`,
      candidates,
    };
  }
}
