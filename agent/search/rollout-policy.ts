import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import type { Belief } from "../belief/belief.js";
import { loadPrior } from "../belief/prior.js";
import { typicalNodes } from "../belief/typical-nodes.js";
import { costOfSecond } from "../plan/worth-of-time.js";
import type { Decision, Effort, Policy } from "../policy.js";
import { explainSearch } from "./explain-search.js";
import { type SearchOptions, search } from "./search.js";
import { SimulationBudget, TimeBudget } from "./search-budget.js";
import type { SearchBudget } from "./sequential-halving.js";

/** What can be set; docs/tuning.md says how the defaults were chosen. */
export interface RolloutOptions extends SearchOptions {
  /** Simulations for a decision that is searched, where the caller does not say. */
  readonly simulations: number;
  /** A next leaf of the group that beats the price of its time by this factor is exposed without a search. */
  readonly clearly: number;
  /** A clock in milliseconds, asked only where effort is given as time. */
  readonly now: () => number;
}

/** Defaults. */
export const rolloutDefaults: RolloutOptions = {
  simulations: 128,
  errors: 3,
  share: 0.005,
  clearly: 1.2,
  priceShare: 0.9,
  informationShare: 0.2,
  groups: 3,
  now: () => performance.now(),
};

const prior = loadPrior("generated");

/** Costs of time that differ by less are the same. */
const ROUNDING = 1e-9;

/**
 * Looks ahead within a square and before a session is stopped: what `index` would do next is compared with the few things
 * that might be better, by simulating the rest of the session after each, under the same draws from the belief. It does
 * as `index` does unless something else is better by more than the noise of the simulations.
 *
 * - When to leave a square, and where to, is left to `index`: simulations preferred other things there often enough, but
 *   sessions did not do better for it.
 * - While the next leaf of the group clearly beats the price of time there is nothing to search.
 * - Where results come late it does as `index` does: looking ahead lost there.
 * - Where worth is about the session's end alone, or time costs and each result is worth less than the one before, it does
 *   as `index` does: simulated sessions do not look as far ahead as `index` then, and nothing that they prefer is better.
 */
export class RolloutPolicy implements Policy {
  readonly #index: Policy;
  readonly #options: RolloutOptions;
  #random!: KeyedRandom;
  #decisions = 0;
  #lastPrice = Number.POSITIVE_INFINITY;

  /** @param index what it does unless something else is better; a policy that believes something */
  constructor(index: Policy, options: Partial<RolloutOptions> = {}) {
    this.#index = index;
    this.#options = { ...rolloutDefaults, ...options };
  }

  get belief(): Belief | undefined {
    return this.#index.belief;
  }

  reset(session: Session, random: RandomStream): void {
    this.#random = new KeyedRandom(random.integer(2 ** 31));
    this.#decisions = 0;
    this.#lastPrice = Number.POSITIVE_INFINITY;
    this.#index.reset(session, random);
  }

  decide(session: Session, effort: Effort = {}): Decision {
    const budget = this.#budget(effort);
    const decision = this.#index.decide(session);
    const belief = this.#index.belief;
    this.#decisions++;
    if (belief === undefined || !this.#isOpen(session, belief, decision)) return decision;
    const typical = typicalNodes(session, belief, prior);
    const random = this.#random.derive(this.#decisions, RandomKind.Policy);
    const result = search(session, belief, typical, decision.goal, budget, random, this.#options);
    if (result === undefined) return decision;
    this.#lastPrice = result.price;
    return {
      goal: result.candidates[result.chosen]!.goal,
      // Another seed's simulations may have preferred something else.
      probability: Number.NaN,
      reason: () => explainSearch(session, result, decision.reason()),
    };
  }

  #budget({ simulations, milliseconds }: Effort): SearchBudget {
    if (simulations === undefined && milliseconds !== undefined) {
      const { now } = this.#options;
      return new TimeBudget(milliseconds, now, now());
    }
    return new SimulationBudget(simulations ?? this.#options.simulations);
  }

  /** Whether a decision of `index` is one to think about. */
  #isOpen(session: Session, { probability }: Belief, { goal }: Decision): boolean {
    const { tree, place, plan } = session;
    const cost = costOfSecond(session, probability);
    if (!Number.isFinite(cost) || costOfSecond(session, probability, 1) > cost * (1 + ROUNDING)) return false;
    const groupLevel = groupLevelOf(tree.shape);
    if (plan.results !== undefined || plan.objective.endWorth !== undefined || groupLevel < 3 || goal.kind === "wait")
      return false;
    if (goal.kind === "stop") return plan.objective.costPerHour > 0 && session.openCount[0]! > 0;
    if (goal.kind === "survey" || tree.level[place]! < groupLevel - 1) return false;
    const hole = goal.holes[0]!;
    if (tree.ancestor(hole, groupLevel - 1) !== tree.ancestor(place, groupLevel - 1)) return false;
    if (tree.level[place]! < groupLevel || tree.ancestor(hole, groupLevel) !== tree.ancestor(place, groupLevel))
      return true;
    return probability[hole]! < this.#options.clearly * this.#lastPrice * session.expectedSeconds(hole);
  }
}
