import type { Session } from "../../../env/session/session.js";
import { acquire, type Decision, type Policy, type Reason, stop } from "../../policy.js";
import { EpisodeLog } from "./episode-log.js";
import type { FlatCheckpoint } from "./flat-checkpoint.js";
import { HoleStates } from "./hole-states.js";

/** So many of what a decision compared are shown with it. */
const MOST_CANDIDATES = 5;

/**
 * Takes the hole that a flat DQN values most, of all that may be taken, and stops when none fits into the time left.
 *
 * @example const policy = new FlatDqnPolicy(await loadFlatCheckpoint("checkpoints/dqn"));
 */
export class FlatDqnPolicy implements Policy {
  #log!: EpisodeLog;
  readonly #states: HoleStates;

  constructor(readonly checkpoint: FlatCheckpoint) {
    this.#states = new HoleStates(checkpoint.card.network.visited);
  }

  /** @throws UserError if something of the session was not surveyed */
  reset(session: Session): void {
    this.#log = new EpisodeLog(session);
  }

  decide(session: Session): Decision {
    const { tree, latency } = this.#log.layout;
    if (tree !== session.tree || latency !== session.plan.latency) this.reset(session);
    const states = this.#states;
    states.clear();
    states.add(this.#log, this.#log.observe(session));
    if (states.size === 0) return stop("No hole fits into the time left.");
    const values = this.checkpoint.network.evaluate(states);
    const best = states.bestOf(0, values);
    const { layout } = this.#log;
    const targets = Int32Array.from(states.holes.subarray(0, states.size), (hole) => layout.rowOf(hole));
    return acquire(targets[best]!, () => explain(targets, values, best));
  }
}

function explain(targets: Int32Array, values: Float32Array, best: number): Reason {
  const scored = [...values]
    .map((score, row) => ({ target: targets[row]!, score }))
    .sort((a, b) => b.score - a.score || a.target - b.target)
    .slice(0, MOST_CANDIDATES);
  const value = values[best]!;
  return {
    numbers: { valueOfHole: value, holesCompared: values.length },
    sentence: `Of ${values.length} holes the network values this one most, at ${value.toFixed(3)}.`,
    candidates: { score: "valueOfHole", scored },
  };
}
