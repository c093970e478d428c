import { EpisodeEnv, type EpisodeLimits, type ScenarioOptions, taskOf } from "../collection/episode-env.js";
import type { CollectionTask } from "../collection/episode-starter.js";
import { expandGoal } from "../goal/expand-goal.js";
import type { RandomStream } from "../random/random-stream.js";
import type { Session } from "../session/session.js";
import { Discrete } from "../spaces/discrete.js";
import { requireInteger } from "../spaces/space.js";
import type { TargetTree } from "../tree/target-tree.js";
import { defaultTreeShape } from "../tree/tree-shape.js";
import { fits, type World } from "../world/world.js";
import { type HolesObservation, HolesObservationLayout } from "./holes-observation.js";

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
 * `CryoEM/Holes-v0`: collect good micrographs from a flat list of holes, everything surveyed, within a time budget. This
 * is the problem of CryoRL (Fan et al. 2022), on the same worlds, sessions and costs as `CryoEM/Collection-v0`.
 *
 * - **Actions** `Discrete(n + 1)`: 0 STOP, 1 + i exposes hole i of the table. The whole way to it is gone and paid:
 *   another grid, square and group where need be.
 * - **Mask**: a hole is legal if it is available and its whole way fits into the time left by expected durations; STOP
 *   always.
 * - **Illegal actions**, anything out of range included: nothing moves, no time passes, the reward is 0 and
 *   `info.illegal` is true.
 * - **Reward**: 1 for each good result.
 * - **Terminated**: by STOP, when no hole fits any more, or when a drawn duration crosses the budget; then the clock
 *   stops at the budget and what was under way does not count.
 * - **Truncated**: after {@link EpisodeLimits.maxSteps} steps or {@link EpisodeLimits.maxIllegalActions} illegal actions in
 *   a row.
 * - `reset` knows the option `budgetSeconds`, a number of at least 0 in place of the scenario's. The n-th reset since a
 *   seed is the n-th episode of that seed, the same as in an evaluation with it.
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
  /** Rows of the holes in the order of the table. */
  #rows: Int32Array = new Int32Array(0);

  /** @throws RangeError if a limit is out of range or n is too small for the source's worlds */
  constructor(task: CollectionTask, limits: HolesLimits = {}) {
    const { mostHoles } = task.source;
    const { maxHoles = Math.max(1, mostHoles) } = limits;
    requireInteger("the option 'maxHoles' (a world of this scenario may have that many)", maxHoles, mostHoles);
    const layout = new HolesObservationLayout(defaultTreeShape, maxHoles);
    const actionSpace = new Discrete(maxHoles + 1);
    super(HolesEnv.id, task, limits, actionSpace, {
      holes: new Float32Array(maxHoles * layout.holeColumns.length),
      mask: new Uint8Array(actionSpace.n),
      context: new Float32Array(layout.contextColumns.length),
    });
    this.#limits = limits;
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
    return this.#rows.indexOf(hole) + 1;
  }

  protected begun(session: Session): void {
    this.#rows = tableOrder(session.tree);
  }

  protected carryOut(action: number, world: World, session: Session): number {
    if (action === STOP) return world.perform({ kind: "stop" }, session);
    let seconds = 0;
    for (const move of expandGoal(session, { kind: "acquire", holes: [this.#rows[action - 1]!] })) {
      seconds += world.perform(move, session);
      if (session.ended) break;
    }
    return seconds;
  }

  protected observe(session: Session, legal: Uint8Array): boolean {
    this.layout.writeHoles(session, this.#rows, this.observation.holes);
    this.layout.writeContext(session, this.observation.context);
    legal.fill(0);
    legal[STOP] = 1;
    if (session.ended) return false;
    let any = false;
    this.#rows.forEach((hole, i) => {
      if (!session.isAvailable(hole) || !fits(session.expectedSeconds(hole), session.remainingSeconds)) return;
      legal[i + 1] = 1;
      any = true;
    });
    return any;
  }
}

/** Rows of the holes in the order in which they were found. */
function tableOrder(tree: TargetTree): Int32Array {
  const rows = Int32Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  return rows.sort((a, b) => tree.ordinal[a]! - tree.ordinal[b]!);
}
