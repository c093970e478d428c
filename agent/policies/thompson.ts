import type { RandomStream } from "../../env/random/random-stream.js";
import { groupOf } from "../../env/session/available-holes.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { Belief } from "../belief/belief.js";
import type { Chances } from "../plan/best-rate.js";
import { RatePlanner } from "../plan/rate-planner.js";
import type { Decision, Policy, PolicyEntry, PolicyParameter } from "../policy.js";
import { parameterValues } from "../policy-parameters.js";

const parameters = {
  spread: {
    default: 0.25,
    min: 0,
    max: 2,
    summary: "distance of chances from their mean, in that of the draw; 1 is Thompson sampling, 0 no exploration",
  },
  hold: {
    default: 0,
    min: 0,
    max: 1,
    whole: true,
    summary: "1 keeps a draw until the stage enters another group, 0 draws anew for each decision",
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
 * Posterior sampling (Thompson 1933; of whole plans: Osband, Russo and Van Roy 2013): one draw of all chances from their
 * joint posterior is taken for the truth, and the best rate of good ones per second by it is gone for. What is uncertain
 * is tried as often as it may be the best.
 *
 * A draw has what leaves have in common; a node that was not surveyed gets a normal draw of its own. A single unlucky
 * draw ends no session that has a cost of time: where nothing pays by the draw, the mean decides. The whole spread of
 * the posterior (`spread=1`) explores more than a session has time for; the default was tuned on generated worlds
 * (docs/tuning.md).
 */
class ThompsonPolicy implements Policy {
  #planner!: RatePlanner;
  #random!: RandomStream;
  #drawn = new Float64Array(0);
  /** Standard normal draws of nodes that were not surveyed, by row. */
  readonly #drawnBelow = new Map<number, number>();
  #heldIn: number | undefined;

  constructor(
    readonly spread: number,
    readonly hold: boolean,
    readonly stay: number,
  ) {}

  get belief(): Belief {
    return this.#planner.known.belief;
  }

  reset(session: Session, random: RandomStream): void {
    this.#planner = new RatePlanner(session, this.stay);
    this.#random = random;
    this.#heldIn = undefined;
    session.listen({
      surveyed: () => {
        this.#heldIn = undefined;
      },
    });
  }

  decide(session: Session): Decision {
    this.belief.update();
    const group = groupOf(session, session.place);
    if (!this.hold || this.#heldIn !== group) this.#draw(session);
    this.#heldIn = group;
    const mean = (belief: Belief) => this.#chances(belief, belief.probability, () => 0);
    const drawn = this.#chances(this.belief, this.#drawn, (node) => this.#drawOf(node));
    const decision = this.#planner.decide(session, [drawn, mean(this.belief)], mean, "drawn");
    return { ...decision, probability: Number.NaN };
  }

  #draw({ tree, status }: Session): void {
    if (this.#drawn.length < tree.size) this.#drawn = new Float64Array(tree.size);
    const drawn = this.#drawn;
    const { probability } = this.belief;
    this.belief.sample(this.#random, drawn);
    this.#drawnBelow.clear();
    if (this.spread === 1) return;
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      if (status[leaf] !== TargetStatus.Available) continue;
      const chance = probability[leaf]! + this.spread * (drawn[leaf]! - probability[leaf]!);
      drawn[leaf] = Math.min(1, Math.max(0, chance));
    }
  }

  #drawOf(node: number): number {
    let z = this.#drawnBelow.get(node);
    if (z === undefined) {
      z = this.#random.normal();
      this.#drawnBelow.set(node, z);
    }
    return this.spread * z;
  }

  #chances(belief: Belief, leaves: Float64Array, zOf: (node: number) => number): Chances {
    const { offsets } = this.#planner.known.typical;
    const below = (node: number, into: Float64Array) => {
      const z = zOf(node);
      for (let i = 0; i < into.length; i++) into[i] = belief.chanceBelow(node, offsets[i]!, z);
    };
    return { leaves, below };
  }
}

const entry: PolicyEntry = {
  name: "thompson",
  summary: "the best rate of good micrographs if a draw from what is believed were the truth",
  parameters,
  create(values) {
    const { spread, hold, stay } = parameterValues(entry, values);
    return new ThompsonPolicy(spread!, hold === 1, stay!);
  },
};

export default entry;
