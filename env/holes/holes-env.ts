import { EpisodeEnv, type EpisodeLimits, type ScenarioOptions, taskOf } from "../collection/episode-env.js";
import type { CollectionTask } from "../collection/episode-starter.js";
import type { RandomStream } from "../random/random-stream.js";
import type { Session } from "../session/session.js";
import { Discrete } from "../spaces/discrete.js";
import { requireInteger } from "../spaces/space.js";
import type { World } from "../world/world.js";
import { type HolesObservation, HolesObservationLayout } from "./holes-observation.js";
import { HolesRows } from "./holes-rows.js";
import { LegalHoles } from "./legal-holes.js";

/** Limits of a {@link HolesEnv}; all optional. */
export interface HolesLimits extends EpisodeLimits {
  /**
   * n, the number of holes in action and observation: at least the largest number that a world of the source may have.
   * Default: that number. A greater one gives several scenarios the same shapes.
   */
  readonly maxHoles?: number;
}

/** Options of `make("CryoEM/Holes-v0", …)`. */
export interface HolesOptions extends HolesLimits, ScenarioOptions {}

const STOP = 0;

/**
 * `CryoEM/Holes-v0`: collect good micrographs from a flat list of holes, everything surveyed whatever the scenario says,
 * within a time budget. This is the problem of CryoRL (Fan et al. 2022), on the same worlds, sessions and costs as
 * `CryoEM/Collection-v0`. With several positions in a hole, each position is one "hole" here.
 *
 * - **Actions** `Discrete(n + 1)`: 0 STOP, 1 + i exposes hole i of the table. The whole way to it is gone and paid:
 *   another grid, square and group where need be.
 * - **Mask**: a hole is legal if it is available and its whole way fits into the time left by expected durations; STOP
 *   always.
 * - **Illegal actions**, anything out of range included: nothing moves, no time passes, the reward is 0 and
 *   `info.illegal` is true.
 * - **Reward**: as in `CryoEM/Collection-v0`. Results that arrive later are waited for by going on; there is no WAIT.
 * - **Terminated**: by STOP, when no hole fits any more, or when a drawn duration crosses the budget; then the clock
 *   stops at the budget and what was under way does not count.
 * - **Truncated**: after {@link EpisodeLimits.maxSteps} steps or {@link EpisodeLimits.maxIllegalActions} illegal actions in
 *   a row; what is pending is settled in `info.settledReward` alone.
 * - `reset` knows the option `budgetSeconds`, a number of at least 0 in place of the scenario's. The n-th reset since a
 *   seed is the n-th episode of that seed, the same as in an evaluation with it (without a `worldPool`).
 *
 * @example
 * const env = HolesEnv.make({ scenario: "y1-like" });
 * const { observation } = env.reset({ seed: 7 });
 * const { reward, info } = env.step(observation.mask.indexOf(1, 1));
 */
export class HolesEnv extends EpisodeEnv<HolesObservation> {
  static readonly id = "CryoEM/Holes-v0";

  readonly observationSpace: HolesObservationLayout["space"];
  readonly layout: HolesObservationLayout;
  readonly #limits: HolesLimits;
  readonly #rows: HolesRows;
  readonly #legal: LegalHoles;

  /** @throws RangeError if a limit is out of range or n is too small for the source's worlds */
  constructor(task: CollectionTask, limits: HolesLimits = {}) {
    const { mostHoles, mostNodes, shape } = task.source;
    const { maxHoles = Math.max(1, mostHoles) } = limits;
    requireInteger("the option 'maxHoles' (a world of this scenario may have that many)", maxHoles, mostHoles);
    const layout = new HolesObservationLayout(shape, maxHoles, mostNodes);
    const actionSpace = new Discrete(maxHoles + 1);
    const observation = {
      holes: new Float32Array(maxHoles * layout.holeColumns.length),
      nodes: new Float32Array(mostNodes * layout.nodeColumns.length),
      mask: new Uint8Array(actionSpace.n),
      context: new Float32Array(layout.contextColumns.length),
    };
    super(HolesEnv.id, task, limits, actionSpace, observation, "complete");
    this.#limits = limits;
    this.#rows = new HolesRows(layout.columns, observation);
    this.#legal = new LegalHoles(this.#rows, mostNodes, observation);
    this.layout = layout;
    this.observationSpace = layout.space;
  }

  /**
   * The environment of a scenario.
   *
   * @throws UserError if the scenario is unknown or faulty, or its session table is not found
   */
  static make(options: HolesOptions): HolesEnv {
    return new HolesEnv(taskOf(options), options);
  }

  withPermutedTruth(random: RandomStream): HolesEnv {
    return new HolesEnv(this.permutedTask(random), this.#limits);
  }

  /** The action that exposes a hole of the present episode, given by its row in the session's tree; 0 if it is none. */
  actionFor(hole: number): number {
    return this.#rows.placeOf(hole) + 1;
  }

  /** Rows of the holes of the present episode in the order of actions and observations. */
  get order(): Int32Array {
    return this.#rows.order;
  }

  protected begun(session: Session): void {
    this.#rows.restart(session);
    this.#legal.restart(session);
    session.listen(this.#rows);
    session.listen(this.#legal);
  }

  protected isLegal(action: number, session: Session): boolean {
    if (action === STOP) return true;
    const { order } = this.#rows;
    return action <= order.length && this.#legal.allows(session, order[action - 1]!);
  }

  protected carryOut(action: number, world: World, session: Session): void {
    if (action === STOP) {
      world.finish(session);
      return;
    }
    const { tree } = session;
    const hole = this.#rows.order[action - 1]!;
    while (!tree.contains(session.cursor, hole)) world.up(session);
    for (let level = tree.level[session.cursor]! + 1; level <= tree.leafLevel && !session.ended; level++) {
      const target = tree.ancestor(hole, level);
      world.down(target, session);
      if (session.cursor !== target) break;
    }
  }

  protected rebuild(session: Session): void {
    this.#rows.rebuild(session);
    this.#legal.rebuild(session);
    this.observe(session);
  }

  protected observe(session: Session): boolean {
    const { context } = this.observation;
    const { tree, place } = session;
    this.layout.context.write(session, context);
    context[context.length - 1] = tree.isLeaf(place) ? tree.parent[place]! : place;
    return this.#legal.update(session);
  }
}
