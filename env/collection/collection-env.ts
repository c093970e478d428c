import { adoptArrays } from "../core/adopt-arrays.js";
import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import type { EnvSpec } from "../core/env-spec.js";
import { EpisodeOrder } from "../core/episode-order.js";
import type { Move } from "../goal/move.js";
import type { RandomStream } from "../random/random-stream.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { openWorld } from "../scenario/open-world.js";
import type { Scenario } from "../scenario/scenario.js";
import type { Session } from "../session/session.js";
import { Discrete } from "../spaces/discrete.js";
import { requireInteger } from "../spaces/space.js";
import { defaultTreeShape } from "../tree/target-tree.js";
import { permutedSource } from "../world/permute-truth.js";
import type { World } from "../world/world.js";
import { writeActionMask } from "./action-mask.js";
import { FIRST_CANDIDATE, STOP, UP, WAIT } from "./actions.js";
import { type CollectionObservation, CollectionObservationLayout } from "./collection-observation.js";
import { type CollectionTask, EpisodeStarter } from "./episode-starter.js";
import { Reach } from "./reach.js";

/** Limits of a {@link CollectionEnv}; all optional. */
export interface CollectionLimits {
  /**
   * K, the number of candidates in action and observation: at least the largest number of children of any node.
   * Default: that number. A greater one gives several scenarios the same shapes.
   */
  readonly maxCandidates?: number;
  /** Steps after which an episode is truncated, at least 1. Default: 100 000. */
  readonly maxSteps?: number;
  /** Illegal actions in a row after which an episode is truncated, at least 1. Default: 100. */
  readonly maxIllegalActions?: number;
}

/** Options of `make("CryoEM/Collection-v0", …)`. */
export interface CollectionOptions extends CollectionLimits {
  /** A scenario's name, its file, or the scenario itself. */
  readonly scenario: string | Scenario;
  /** Where session tables are looked for first; else in `CRYOGYM_DATA` and `data/`. */
  readonly dataFolder?: string;
}

export interface CollectionInfo {
  /** Simulated seconds that the step took. */
  readonly durationSeconds: number;
  /** The action was not legal: nothing moved, no time passed. */
  readonly illegal: boolean;
  /** Simulated seconds since the episode's begin. */
  readonly clockSeconds: number;
}

interface Episode {
  readonly world: World;
  readonly session: Session;
  readonly reach: Reach;
}

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
 * - **Truncated**: after {@link CollectionLimits.maxSteps} steps or {@link CollectionLimits.maxIllegalActions} illegal
 *   actions in a row.
 * - `reset` knows the option `budgetSeconds`, a positive number in place of the scenario's. The n-th reset since a
 *   seed is the n-th episode of that seed, the same as in an evaluation with it.
 *
 * @example
 * const env = CollectionEnv.make({ scenario: "y1-like" });
 * const { observation } = env.reset({ seed: 7 });
 * const { reward, info } = env.step(observation.mask.indexOf(1, FIRST_CANDIDATE));
 */
export class CollectionEnv implements Env<CollectionObservation, number, CollectionInfo> {
  static readonly id = "CryoEM/Collection-v0";

  readonly metadata: EnvMetadata = { id: CollectionEnv.id, renderModes: [], observationsAreViews: true };
  spec?: EnvSpec | undefined;
  readonly actionSpace: Discrete;
  readonly observationSpace: CollectionObservationLayout["space"];
  readonly layout: CollectionObservationLayout;
  readonly #starter: EpisodeStarter;
  readonly #limits: CollectionLimits;
  readonly #maxSteps: number;
  readonly #maxIllegalActions: number;
  /** What the last observation's mask says, out of the reach of whoever writes into that. */
  readonly #legal: Uint8Array;
  readonly #observation: { -readonly [Key in keyof CollectionObservation]: CollectionObservation[Key] };
  #episode: Episode | undefined;
  readonly #order = new EpisodeOrder();
  #steps = 0;
  #illegalInARow = 0;

  /** @throws RangeError if a limit is out of range or K is too small for the source's worlds */
  constructor(task: CollectionTask, limits: CollectionLimits = {}) {
    const { mostChildren } = task.source;
    const { maxCandidates = mostChildren, maxSteps = 100_000, maxIllegalActions = 100 } = limits;
    requireInteger(
      "the option 'maxCandidates' (a node of this scenario has that many children)",
      maxCandidates,
      mostChildren,
    );
    requireInteger("the option 'maxSteps'", maxSteps, 1);
    requireInteger("the option 'maxIllegalActions'", maxIllegalActions, 1);
    this.#starter = new EpisodeStarter(task);
    this.#limits = limits;
    this.#maxSteps = maxSteps;
    this.#maxIllegalActions = maxIllegalActions;
    this.layout = new CollectionObservationLayout(defaultTreeShape, maxCandidates);
    this.actionSpace = new Discrete(FIRST_CANDIDATE + maxCandidates);
    this.observationSpace = this.layout.space;
    this.#legal = new Uint8Array(this.actionSpace.n);
    this.#observation = {
      candidates: new Float32Array(maxCandidates * this.layout.candidateColumns.length),
      mask: new Uint8Array(this.actionSpace.n),
      context: new Float32Array(this.layout.contextColumns.length),
      level: 0,
    };
  }

  /**
   * The environment of a scenario.
   *
   * @throws UserError if the scenario is unknown or faulty, or its session table is not found
   */
  static make(options: CollectionOptions): CollectionEnv {
    const scenario = typeof options.scenario === "string" ? loadScenario(options.scenario) : options.scenario;
    const source = openWorld(scenario, options.dataFolder);
    return new CollectionEnv({ source, plan: scenario.plan, start: scenario.start }, options);
  }

  /** What is known in the present episode, for rule-based policies and for showing; undefined before the first reset. */
  get session(): Session | undefined {
    return this.#episode?.session;
  }

  get actionMask(): Uint8Array {
    return this.#observation.mask;
  }

  get budgetSeconds(): number {
    return this.session?.plan.budgetSeconds ?? this.#starter.task.plan.budgetSeconds;
  }

  reset(request: ResetRequest = {}): ResetResult<CollectionObservation, CollectionInfo> {
    this.#order.requireReset();
    const { world, session } = this.#starter.begin(request);
    this.#episode = { world, session, reach: new Reach(session) };
    this.#order.begin();
    this.#steps = 0;
    this.#illegalInARow = 0;
    this.#observe(this.#episode);
    return { observation: this.#observation, info: { durationSeconds: 0, illegal: false, clockSeconds: 0 } };
  }

  step(action: number): StepResult<CollectionObservation, CollectionInfo> {
    this.#order.requireStep();
    const episode = this.#episode!;
    const { world, session } = episode;
    const illegal = !this.actionSpace.contains(action) || this.#legal[action] !== 1;
    const goodBefore = session.goodCount[0]!;
    const durationSeconds = illegal ? 0 : world.perform(moveOf(action, session), session);
    this.#steps++;
    this.#illegalInARow = illegal ? this.#illegalInARow + 1 : 0;
    if (!this.#observe(episode)) session.end();
    const terminated = session.ended;
    const truncated = !terminated && (this.#steps >= this.#maxSteps || this.#illegalInARow >= this.#maxIllegalActions);
    if (terminated || truncated) this.#order.end();
    return {
      observation: this.#observation,
      reward: session.goodCount[0]! - goodBefore,
      terminated,
      truncated,
      info: { durationSeconds, illegal, clockSeconds: session.clockSeconds },
    };
  }

  observeInto(arrays: CollectionObservation): void {
    adoptArrays(this.#observation, arrays);
  }

  withPermutedTruth(random: RandomStream): CollectionEnv {
    const { task } = this.#starter;
    const source = permutedSource(task.source, this.session, random);
    return new CollectionEnv({ ...task, source }, this.#limits);
  }

  close(): void {
    this.#episode = undefined;
    this.#order.close();
  }

  /** @returns whether anything but STOP is legal */
  #observe({ session, reach }: Episode): boolean {
    const observation = this.#observation;
    this.layout.writeCandidates(session, observation.candidates);
    this.layout.writeContext(session, observation.context);
    observation.level = session.tree.level[session.cursor]!;
    const goesOn = writeActionMask(session, reach, this.#legal);
    observation.mask.set(this.#legal);
    return goesOn;
  }
}

function moveOf(action: number, session: Session): Move {
  if (action === STOP) return STOP_MOVE;
  if (action === UP) return UP_MOVE;
  if (action === WAIT) return { kind: "wait" };
  return { kind: "down", target: session.tree.firstChild[session.cursor]! + action - FIRST_CANDIDATE };
}
