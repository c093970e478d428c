import type { RandomStream } from "../random/random-stream.js";
import type { Session } from "../session/session.js";
import { TargetStatus } from "../session/target-status.js";
import { Discrete } from "../spaces/discrete.js";
import { requireInteger } from "../spaces/space.js";
import type { World } from "../world/world.js";
import { FIRST_CANDIDATE, STOP, UP, WAIT } from "./actions.js";
import { CandidateRows } from "./candidate-rows.js";
import { type CollectionObservation, CollectionObservationLayout } from "./collection-observation.js";
import { EpisodeEnv, type EpisodeLimits, type ScenarioOptions, taskOf } from "./episode-env.js";
import type { CollectionTask } from "./episode-starter.js";
import { LegalMoves } from "./legal-moves.js";

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

/**
 * `CryoEM/Collection-v0`: collect good micrographs from grids, squares, groups and holes within a time budget.
 *
 * - **Actions** `Discrete(K + 3)`: 0 STOP, 1 UP, 2 WAIT, from 3 on the children of the cursor: the first ones enter a
 *   grid, a square, a group; on a group they expose a hole. Cursor and stage are two things: UP moves the cursor alone
 *   and takes no time; a child takes what the way from where the stage stands takes.
 * - **Mask**: a child is legal if there may be something to expose in it, the way to an exposure fits into the time left
 *   by expected durations; what the stage stands in, only if time has passed since the cursor went up; UP if another
 *   child of some node above is legal; WAIT if a result is pending and expected in time; STOP always.
 * - **Surveys**: with `survey: on-entry` a grid shows its squares once it is entered, a square its groups and holes.
 * - **Illegal actions**, anything out of range included: nothing moves, no time passes, the reward is 0 and
 *   `info.illegal` is true.
 * - **Reward**: what the results that arrived in the step are worth (1 for each good one, or as the scenario's objective
 *   has it), less what its time costs. What is still pending is settled on an episode's last step.
 * - **Terminated**: by STOP, when nothing in the whole tree fits any more, or when a drawn duration crosses the budget;
 *   then the clock stops at the budget and what was under way does not count.
 * - **Truncated**: after {@link EpisodeLimits.maxSteps} steps or {@link EpisodeLimits.maxIllegalActions} illegal
 *   actions in a row; what is pending is settled in `info.settledReward` alone.
 * - `reset` knows the option `budgetSeconds`, a number of at least 0 in place of the scenario's. The n-th reset
 *   since a seed is the n-th episode of that seed, the same as in an evaluation with it (without a `worldPool`).
 *
 * @example
 * const env = CollectionEnv.make({ scenario: "y1-like" });
 * const { observation } = env.reset({ seed: 7 });
 * const { reward, info } = env.step(observation.mask.indexOf(1, FIRST_CANDIDATE));
 */
export class CollectionEnv extends EpisodeEnv<CollectionObservation> {
  static readonly id: string = "CryoEM/Collection-v0";

  readonly observationSpace: CollectionObservationLayout["space"];
  readonly layout: CollectionObservationLayout;
  readonly #limits: CollectionLimits;
  readonly #rows: CandidateRows;
  readonly #legal = new LegalMoves();
  /** Entries of the mask that children filled last. */
  #lastCount = 0;

  /**
   * @param moreContext names of what a subclass adds to the context
   * @throws RangeError if a limit is out of range or K is too small for the source's worlds
   */
  constructor(
    task: CollectionTask,
    limits: CollectionLimits = {},
    id = CollectionEnv.id,
    moreContext: readonly string[] = [],
  ) {
    const { mostChildren, mostTargets, shape } = task.source;
    const { maxCandidates = mostChildren } = limits;
    requireInteger(
      "the option 'maxCandidates' (a node of this scenario has that many children)",
      maxCandidates,
      mostChildren,
    );
    const layout = new CollectionObservationLayout(shape, maxCandidates, moreContext);
    const rows = new CandidateRows(layout.candidates, maxCandidates, mostTargets);
    const actionSpace = new Discrete(FIRST_CANDIDATE + maxCandidates);
    super(id, task, limits, actionSpace, {
      candidates: rows.window,
      mask: new Uint8Array(actionSpace.n),
      context: new Float32Array(layout.contextColumns.length),
      level: 0,
    });
    this.#limits = limits;
    this.#rows = rows;
    this.#lastCount = maxCandidates;
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

  protected begun(session: Session, world: World): void {
    this.#legal.restart(session);
    this.#rows.restart(session, world.data.tree);
    session.listen(this.#rows);
  }

  protected isLegal(action: number, session: Session): boolean {
    if (action === STOP) return true;
    if (action === UP) return this.#legal.allowsUp();
    if (action === WAIT) return this.#legal.allowsWait();
    const { cursor, tree } = session;
    const child = action - FIRST_CANDIDATE;
    return child < tree.childCount[cursor]! && this.#legal.allows(tree.firstChild[cursor]! + child);
  }

  protected carryOut(action: number, world: World, session: Session): void {
    if (action === STOP) world.finish(session);
    else if (action === UP) world.up(session);
    else if (action === WAIT) world.wait(session);
    else world.down(session.tree.firstChild[session.cursor]! + action - FIRST_CANDIDATE, session);
  }

  protected rebuild(session: Session): void {
    this.#rows.rebuild(session);
    this.#lastCount = this.actionSpace.n - FIRST_CANDIDATE;
    this.observe(session);
  }

  protected observe(session: Session): boolean {
    const { observation } = this;
    this.#rows.show(session, session.cursor);
    if (observation.candidates !== this.#rows.window) observation.candidates.set(this.#rows.window);
    this.layout.context.write(session, observation.context);
    observation.level = session.tree.level[session.cursor]!;
    return this.#writeMask(session, observation.mask);
  }

  /** @returns whether the episode goes on: a child or UP is legal */
  #writeMask(session: Session, mask: Uint8Array): boolean {
    mask[STOP] = 1;
    if (session.ended) {
      mask.fill(0, UP);
      this.#lastCount = 0;
      return false;
    }
    const legal = this.#legal;
    const { tree, cursor } = session;
    const count = tree.childCount[cursor]!;
    const anyChild =
      tree.level[cursor] === tree.leafLevel - 1
        ? this.#writeLeaves(session, mask, count)
        : this.#writeNodes(session, mask, count);
    for (let i = FIRST_CANDIDATE + count; i < FIRST_CANDIDATE + this.#lastCount; i++) mask[i] = 0;
    this.#lastCount = count;
    const up = legal.allowsUp();
    mask[UP] = up ? 1 : 0;
    mask[WAIT] = legal.allowsWait() ? 1 : 0;
    return anyChild || up;
  }

  /** @returns whether any is legal */
  #writeLeaves({ tree, cursor, status }: Session, mask: Uint8Array, count: number): boolean {
    const first = tree.firstChild[cursor]!;
    // They all take the same time, save for the one that the stage stands at, which is used up.
    let fits = -1;
    let any = 0;
    for (let i = 0; i < count; i++) {
      let allowed = status[first + i] === TargetStatus.Available ? 1 : 0;
      if (allowed === 1) {
        if (fits === -1) fits = this.#legal.fits(first + i) ? 1 : 0;
        allowed = fits;
      }
      mask[FIRST_CANDIDATE + i] = allowed;
      any |= allowed;
    }
    return any === 1;
  }

  /** @returns whether any is legal */
  #writeNodes(session: Session, mask: Uint8Array, count: number): boolean {
    const { tree, cursor, place } = session;
    const first = tree.firstChild[cursor]!;
    const standing = place === cursor ? -1 : tree.ancestor(place, tree.level[cursor]! + 1);
    let any = false;
    for (let child = first; child < first + count; child++) {
      const allowed = child === standing ? this.#legal.allows(child) : session.isOpen(child) && this.#legal.fits(child);
      mask[FIRST_CANDIDATE + child - first] = allowed ? 1 : 0;
      if (allowed) any = true;
    }
    return any;
  }
}
