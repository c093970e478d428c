import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { Belief } from "../belief/belief.js";
import type { Chances } from "../plan/best-rate.js";
import { RatePlanner } from "../plan/rate-planner.js";
import type { Decision, Policy, PolicyEntry, PolicyParameter } from "../policy.js";
import { parameterValues } from "../policy-parameters.js";

const parameters = {
  beta: {
    default: 0.25,
    min: -3,
    max: 5,
    summary: "standard deviations above the mean at which chances are taken; 0 is no exploration",
  },
  stay: {
    default: 0.8,
    min: 0.1,
    max: 1,
    summary:
      "share of the best rate elsewhere at which one stays; below 1 since the best of many estimates is too high",
  },
} satisfies Record<string, PolicyParameter>;

/**
 * Optimism in the face of uncertainty: every chance is taken at its upper confidence limit, mean + β standard deviations,
 * and the best rate of good ones per second by these chances is gone for, whether a hole of this group, another group,
 * square or grid, or a survey. What is uncertain is tried until it is known to be worse.
 *
 * This is Ptolemy's rule (Kim et al. 2023, its server branch: a Gaussian process, mean + 2σ over squares) taken to all
 * levels and to rates, since time is what limits a session; β was tuned on generated worlds (docs/tuning.md). The limits
 * of leaves are added up as if their uncertainty were all in common: most of it is that of their group and square.
 */
class UcbPolicy implements Policy {
  #planner!: RatePlanner;
  #upper = new Float64Array(0);

  constructor(
    readonly beta: number,
    readonly stay: number,
  ) {}

  get belief(): Belief {
    return this.#planner.known.belief;
  }

  reset(session: Session): void {
    this.#planner = new RatePlanner(session, this.stay);
  }

  decide(session: Session): Decision {
    this.belief.update();
    const upper = (belief: Belief) => this.#chances(session, belief);
    return this.#planner.decide(session, [upper(this.belief)], upper, "upper");
  }

  #chances({ tree, status }: Session, belief: Belief): Chances {
    if (this.#upper.length < tree.size) this.#upper = new Float64Array(tree.size);
    const leaves = this.#upper;
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      if (status[leaf] === TargetStatus.Available) leaves[leaf] = belief.chanceAt(leaf, this.beta);
    }
    const { offsets } = this.#planner.known.typical;
    const below = (node: number, into: Float64Array) => {
      for (let i = 0; i < into.length; i++) into[i] = belief.chanceBelow(node, offsets[i]!, this.beta);
    };
    return { leaves, below };
  }
}

const entry: PolicyEntry = {
  name: "ucb",
  summary: "the best rate of good micrographs if every chance were at its upper confidence limit",
  remembers: "nothing",
  parameters,
  create(values) {
    const { beta, stay } = parameterValues(entry, values);
    return new UcbPolicy(beta!, stay!);
  },
};

export default entry;
