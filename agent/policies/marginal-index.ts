import type { Session } from "../../env/session/session.js";
import type { Belief } from "../belief/belief.js";
import { indexDefaults } from "../plan/index-options.js";
import { IndexPlanner } from "../plan/index-planner.js";
import { type MoveScores, moveScores } from "../plan/move-scores.js";
import type { Decision, Policy, PolicyEntry, PolicyParameter } from "../policy.js";
import { parameterValues } from "../policy-parameters.js";

const parameters = {
  price_share: {
    default: indexDefaults.priceShare,
    min: 0.3,
    max: 0.99,
    summary:
      "share of the plan's price of time that is acted on; below 1, where what the plan just about takes is not worth it",
  },
  optimism: {
    default: indexDefaults.optimism,
    min: 0,
    max: 5,
    summary: "standard deviations above the mean at which squares are taken; 0 tries nothing in order to learn",
  },
  optimism_at_cost: {
    default: indexDefaults.optimismAtCost,
    min: 0,
    max: 5,
    summary: "the same where time has a cost",
  },
} satisfies Record<string, PolicyParameter>;

/** Does what its planner says. */
class IndexPolicy implements Policy {
  #planner!: IndexPlanner;

  constructor(
    readonly priceShare: number,
    readonly optimism: number,
    readonly optimismAtCost: number,
  ) {}

  get belief(): Belief {
    return this.#planner.known.belief;
  }

  reset(session: Session): void {
    this.#planner = new IndexPlanner(session, this);
  }

  decide(): Decision {
    return this.#planner.judge().decision;
  }

  get memory(): readonly number[] {
    return this.#planner.memory;
  }

  recall(memory: readonly number[]): void {
    this.#planner.recall(memory);
  }

  /**
   * Decides, and says what it makes of each move from where the cursor is. The greatest score is the decision's.
   *
   * @example policy.scores(session).candidates[0] // of the first child of the cursor
   */
  scores(session: Session): MoveScores {
    return moveScores(session, this.#planner.judge(), session.cursor);
  }
}

const entry: PolicyEntry = {
  name: "index",
  summary: "expected good micrographs per second, the way included; leaves when the rate elsewhere is better",
  remembers: "memory",
  parameters,
  create(values) {
    const { price_share, optimism, optimism_at_cost } = parameterValues(entry, values);
    return new IndexPolicy(price_share!, optimism!, optimism_at_cost!);
  },
};

export default entry;
