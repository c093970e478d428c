import type { Session } from "../../../env/session/session.js";
import { HoleLayout } from "./hole-layout.js";

/** Later than any state. */
const NEVER = 0x7fffffff;

/**
 * What happened in one episode, from which what was known in each of its states can be told again: state t is what the
 * t-th action was chosen from. So a replay needs no copies of observations.
 *
 * @example
 * const log = new EpisodeLog(session);
 * const state = log.observe(session);
 * log.acted(hole, reward);
 */
export class EpisodeLog {
  readonly layout: HoleLayout;
  /** The state from which each hole is not available any more. [holes] */
  readonly goneAt: Int32Array;
  /** The state from which each hole is known to be good. [holes] */
  readonly goodAt: Int32Array;
  /** Where the stage stands in each state, and how many seconds are left. */
  readonly places: number[] = [];
  readonly remainingSeconds: number[] = [];
  /** The hole taken in each state, and the reward for it. */
  readonly taken: number[] = [];
  readonly rewards: number[] = [];
  /** Nothing follows the last action. */
  isTerminated = false;

  /** @throws UserError if something of the session was not surveyed */
  constructor(session: Session) {
    this.layout = new HoleLayout(session);
    this.goneAt = new Int32Array(this.layout.holes).fill(NEVER);
    this.goodAt = new Int32Array(this.layout.holes).fill(NEVER);
  }

  /** States so far. */
  get states(): number {
    return this.places.length;
  }

  /** Takes in what is known now as the next state. @returns its number */
  observe(session: Session): number {
    const state = this.places.length;
    const { goneAt, goodAt } = this;
    const { firstLeaf } = this.layout.tree;
    this.places.push(session.place);
    this.remainingSeconds.push(session.remainingSeconds);
    for (let hole = 0; hole < goneAt.length; hole++) {
      if (goneAt[hole] === NEVER && !session.isAvailable(firstLeaf + hole)) goneAt[hole] = state;
      if (goodAt[hole] === NEVER && session.good[firstLeaf + hole] === 1) goodAt[hole] = state;
    }
    return state;
  }

  /** A hole was taken in the last state. */
  acted(hole: number, reward: number): void {
    this.taken.push(hole);
    this.rewards.push(reward);
  }
}
