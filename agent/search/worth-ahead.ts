import type { Session } from "../../env/session/session.js";
import { costOfSecond, expectedAmount, expectedPending } from "../plan/worth-of-time.js";

/**
 * What good results to come are worth, in the objective's unit, on top of what is there and what is awaited.
 *
 * @example
 * const worth = new WorthAhead(session, belief.probability);
 * worth.of(12, 3600); // of 12 good ones in an hour
 */
export class WorthAhead {
  readonly #session: Session;
  readonly #amount: number;
  readonly #tally: number;
  readonly #now: number;
  readonly #costPerSecond: number;
  /** What a second costs in good results. */
  readonly costOfSecond: number;

  /** @param probability of each hole to be good, by row */
  constructor(session: Session, probability: Float64Array) {
    const { objective } = session.plan;
    this.#session = session;
    this.#amount = expectedAmount(session);
    this.#tally = session.tally + this.#amount * expectedPending(session, probability);
    this.#now = objective.worth(this.#tally);
    this.#costPerSecond = objective.costPerHour / 3600;
    this.costOfSecond = costOfSecond(session, probability);
  }

  /** Of some good results, the time that they take paid. */
  of(good: number, seconds: number): number {
    return this.#worth(good) - this.#now - this.#costPerSecond * seconds;
  }

  #worth(good: number): number {
    return this.#session.plan.objective.worth(this.#tally + this.#amount * good);
  }
}
