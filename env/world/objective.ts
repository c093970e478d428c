import type { Outcome } from "../session/outcome.js";
import type { Session } from "../session/session.js";

/**
 * What outcomes are worth, and how that is called in tables. Results add up to a tally, whose worth is what the session
 * has gained; at the session's end an objective may add what only the end shows. Time may have a price.
 */
export interface Objective {
  /** The scenario's words, such as `ctf_resolution_angstrom <= 6`. */
  readonly goodExpression: string;
  readonly metric: string;
  /** Unit of {@link worth}. */
  readonly unit: string;
  /** What an hour costs, in the unit of {@link worth}; 0 if time is limited by the budget alone. */
  readonly costPerHour: number;
  /** What the observation counts as good. A failed exposure or a missing measurement is never good. */
  isGood(outcome: Outcome): boolean;
  /** What one result adds to the tally, at least 0: 1 for a good micrograph, its particles, … */
  amount(outcome: Outcome): number;
  /** Worth of a tally: 0 for 0, rising, concave. Where worth is a sum, the tally itself. */
  worth(tally: number): number;
  /**
   * What the session's end adds, for objectives that are about a decision at the end.
   *
   * @param trueShare share of good holes below a node, where the truth is known; at a microscope it is not
   */
  endWorth?(session: Session, trueShare?: (node: number) => number): number;
  /** The most that {@link endWorth} can give, all known. */
  mostEndWorth?(nodesOfLevel: (level: string) => readonly number[], trueShare: (node: number) => number): number;
}
