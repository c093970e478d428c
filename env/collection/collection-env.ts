import type { Move } from "../goal/move.js";
import type { RandomStream } from "../random/random-stream.js";
import type { Session } from "../session/session.js";
import { Discrete } from "../spaces/discrete.js";
import { requireInteger } from "../spaces/space.js";
import { defaultTreeShape } from "../tree/tree-shape.js";
import type { World } from "../world/world.js";
import { writeActionMask } from "./action-mask.js";
import { FIRST_CANDIDATE, STOP, UP, WAIT } from "./actions.js";
import { type CollectionObservation, CollectionObservationLayout } from "./collection-observation.js";
import { EpisodeEnv, type EpisodeLimits, type ScenarioOptions, taskOf } from "./episode-env.js";
import type { CollectionTask } from "./episode-starter.js";
import { Reach } from "./reach.js";

/** Limits of a {@link CollectionEnv}; all optional. */
export interface CollectionLimits extends EpisodeLimits {
  /**
   * K, the number of candidates in action and observation: at least the largest number of children of any node.
   * Default: that number. A greater one gives several scenarios the same shapes.
   */
  readonly maxCandidates?: number;
}

/** Options of `make("CryoEM/Collection-v0", …)`. */
export interface CollectionOptions extends CollectionLimits, ScenarioOptions {}

const STOP_MOVE: Move = { kind: "stop" };
const UP_MOVE: Move = { kind: "up" };

/**
 * `CryoEM/Collection-v0`: collect good micrographs from grids, squares, groups and holes within a time budget.
 *
 * - **Actions** `Discrete(K + 3)`: 0 STOP, 1 UP, 2 WAIT, from 3 on the children of the cursor: the first ones enter a
 *   grid, a square, a group; on a group they expose a hole. Cursor and stage are two things: UP moves the cursor alone
 *   and takes no time; a child takes what the way from where the stage stands takes.
 * - **Mask**: a child is legal if an exposure in it fits into the time left by expected durations and the stage does
 *   not stand in it; UP if that holds for a child of some node above; STOP always; WAIT never, since results come at
 *   the exposure's end.
 * - **Illegal actions**, anything out of range included: nothing moves, no time passes, the reward is 0 and
 *   `info.illegal` is true.
 * - **Reward**: 1 for each good result.
 * - **Terminated**: by STOP, when nothing in the whole tree fits any more, or when a drawn duration crosses the budget;
 *   then the clock stops at the budget and what was under way does not count.
 * - **Truncated**: after {@link EpisodeLimits.maxSteps} steps or {@link EpisodeLimits.maxIllegalActions} illegal
 *   actions in a row.
 * - `reset` knows the option `budgetSeconds`, a positive number in place of the scenario's. The n-th reset since a
 *   seed is the n-th episode of that seed, the same as in an evaluation with it.
 *
 * @example
 * const env = CollectionEnv.make({ scenario: "y1-like" });
 * const { observation } = env.reset({ seed: 7 });
 * const { reward, info } = env.step(observation.mask.indexOf(1, FIRST_CANDIDATE));
 */
export class CollectionEnv extends EpisodeEnv<CollectionObservation> {
  static readonly id = "CryoEM/Collection-v0";

  readonly observationSpace: CollectionObservationLayout["space"];
  readonly layout: CollectionObservationLayout;
  readonly #limits: CollectionLimits;
  #reach: Reach | undefined;

  /** @throws RangeError if a limit is out of range or K is too small for the source's worlds */
  constructor(task: CollectionTask, limits: CollectionLimits = {}) {
    const { mostChildren } = task.source;
    const { maxCandidates = mostChildren } = limits;
    requireInteger(
      "the option 'maxCandidates' (a node of this scenario has that many children)",
      maxCandidates,
      mostChildren,
    );
    const layout = new CollectionObservationLayout(defaultTreeShape, maxCandidates);
    const actionSpace = new Discrete(FIRST_CANDIDATE + maxCandidates);
    super(CollectionEnv.id, task, limits, actionSpace, {
      candidates: new Float32Array(maxCandidates * layout.candidateColumns.length),
      mask: new Uint8Array(actionSpace.n),
      context: new Float32Array(layout.contextColumns.length),
      level: 0,
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
  static make(options: CollectionOptions): CollectionEnv {
    return new CollectionEnv(taskOf(options), options);
  }

  withPermutedTruth(random: RandomStream): CollectionEnv {
    return new CollectionEnv(this.permutedTask(random), this.#limits);
  }

  protected begun(session: Session): void {
    this.#reach = new Reach(session);
  }

  protected carryOut(action: number, world: World, session: Session): number {
    return world.perform(moveOf(action, session), session);
  }

  protected observe(session: Session, legal: Uint8Array): boolean {
    this.layout.writeCandidates(session, this.observation.candidates);
    this.layout.writeContext(session, this.observation.context);
    this.observation.level = session.tree.level[session.cursor]!;
    return writeActionMask(session, this.#reach!, legal);
  }
}

function moveOf(action: number, session: Session): Move {
  if (action === STOP) return STOP_MOVE;
  if (action === UP) return UP_MOVE;
  if (action === WAIT) return { kind: "wait" };
  return { kind: "down", target: session.tree.firstChild[session.cursor]! + action - FIRST_CANDIDATE };
}
