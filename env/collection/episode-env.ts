import { adoptArrays } from "../core/adopt-arrays.js";
import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import type { EnvSpec } from "../core/env-spec.js";
import { EpisodeOrder } from "../core/episode-order.js";
import type { RandomStream } from "../random/random-stream.js";
import { type RenderMode, renderModes, requireRenderMode } from "../render/render-mode.js";
import { type Rendered, recordWay, renderSession } from "../render/render-session.js";
import type { SessionWay } from "../render/session-view.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { openWorld } from "../scenario/open-world.js";
import type { Scenario } from "../scenario/scenario.js";
import type { Session } from "../session/session.js";
import type { Discrete } from "../spaces/discrete.js";
import { requireInteger, type Space } from "../spaces/space.js";
import { permutedSource } from "../world/permute-truth.js";
import { pooledSource } from "../world/pool.js";
import type { World } from "../world/world.js";
import type { SurveyMode } from "../world/world-source.js";
import { type CollectionTask, EpisodeStarter } from "./episode-starter.js";

/** Limits that all environments on a {@link CollectionTask} have; all optional. */
export interface EpisodeLimits {
  /** Steps after which an episode is truncated, at least 1. Default: 100 000. */
  readonly maxSteps?: number;
  /** Illegal actions in a row after which an episode is truncated, at least 1. Default: 100. */
  readonly maxIllegalActions?: number;
  /** What {@link EpisodeEnv.render} gives: `ansi`, `svg` or `rgb_array`. Default: nothing, and no way is kept. */
  readonly renderMode?: RenderMode;
}

/** What an environment on a {@link CollectionTask} is made of by `make`. */
export interface ScenarioOptions {
  /** A scenario's name, its file, or the scenario itself. */
  readonly scenario: string | Scenario;
  /** Where session tables are looked for first; else in `CRYOGYM_DATA` and `data/`. */
  readonly dataFolder?: string;
  /**
   * Number of worlds, each made once, that episodes draw from: resets then take next to no time. Default: each episode
   * has a world of its own.
   */
  readonly worldPool?: number;
  /** Which worlds the pool holds: any integer; another one gives others, such as for validation. Default: 0. */
  readonly worldPoolSeed?: number;
}

export interface CollectionInfo {
  /** Simulated seconds that the step took. */
  readonly durationSeconds: number;
  /** The action was not legal: nothing moved, no time passed. */
  readonly illegal: boolean;
  /** Simulated seconds since the episode's begin. */
  readonly clockSeconds: number;
  /**
   * What settling an episode at its end has added: on a terminated one's last step, where it is part of the reward, and
   * on a truncated one's, where it is not. 0 otherwise.
   */
  readonly settledReward: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** An observation with a mask, its arrays lent by the environment. */
interface MaskedObservation {
  readonly mask: Uint8Array;
}

/**
 * The task of a scenario.
 *
 * @throws UserError if the scenario is unknown or faulty, or its session table is not found
 */
export function taskOf({ scenario: given, dataFolder, worldPool, worldPoolSeed = 0 }: ScenarioOptions): CollectionTask {
  const scenario = typeof given === "string" ? loadScenario(given) : given;
  const source = openWorld(scenario, dataFolder);
  const { plan, start, faults } = scenario;
  if (worldPool === undefined) return { source, plan, start, faults };
  requireInteger("the option 'worldPool'", worldPool, 1);
  requireInteger("the option 'worldPoolSeed'", worldPoolSeed, Number.MIN_SAFE_INTEGER);
  return { source: pooledSource(source, worldPool, worldPoolSeed), plan, start, faults };
}

/**
 * What all environments on a {@link CollectionTask} share, whatever their actions and observations: the beginning of
 * episodes, what an illegal action does, the reward, and when an episode is terminated or truncated.
 */
export abstract class EpisodeEnv<Observation extends MaskedObservation>
  implements Env<Observation, number, CollectionInfo>
{
  readonly metadata: EnvMetadata;
  spec?: EnvSpec | undefined;
  abstract readonly observationSpace: Space<Observation>;
  protected readonly task: CollectionTask;
  /** The present observation: what `reset` and `step` hand out. */
  readonly observation: Mutable<Observation>;
  readonly #starter: EpisodeStarter;
  readonly #maxSteps: number;
  readonly #maxIllegalActions: number;
  readonly #renderMode: RenderMode | undefined;
  readonly #order = new EpisodeOrder();
  readonly #info: Mutable<CollectionInfo>;
  readonly #result: Mutable<StepResult<Observation, CollectionInfo>>;
  #world: World | undefined;
  #session: Session | undefined;
  #way: SessionWay = { events: [] };
  #steps = 0;
  #illegalInARow = 0;

  /** @throws RangeError if a limit is out of range; UserError if the render mode is unknown */
  protected constructor(
    id: string,
    task: CollectionTask,
    limits: EpisodeLimits,
    readonly actionSpace: Discrete,
    observation: Observation,
    survey: SurveyMode = task.source.survey,
  ) {
    const { maxSteps = 100_000, maxIllegalActions = 100 } = limits;
    requireInteger("the option 'maxSteps'", maxSteps, 1);
    requireInteger("the option 'maxIllegalActions'", maxIllegalActions, 1);
    this.metadata = { id, renderModes, observationsAreViews: true, resultsAreReused: true };
    this.task = task;
    this.observation = observation;
    this.#starter = new EpisodeStarter(task, survey !== "complete");
    this.#maxSteps = maxSteps;
    this.#maxIllegalActions = maxIllegalActions;
    this.#info = { durationSeconds: 0.5, illegal: false, clockSeconds: 0.5, settledReward: 0.5 };
    this.#result = { observation, reward: 0.5, terminated: false, truncated: false, info: this.#info };
    this.#renderMode = requireRenderMode(limits.renderMode);
  }

  /** An episode begins. */
  protected abstract begun(session: Session, world: World): void;

  /** Whether an action of the action space is legal now, as the mask last written said. */
  protected abstract isLegal(action: number, session: Session): boolean;

  /** Carries a legal action out. */
  protected abstract carryOut(action: number, world: World, session: Session): void;

  /**
   * Writes all of {@link observation}.
   *
   * @returns whether the episode goes on: anything but stopping and waiting is legal
   */
  protected abstract observe(session: Session): boolean;

  /** Writes all of {@link observation} from what the session says now, nothing being taken from before. */
  protected abstract rebuild(session: Session): void;

  abstract withPermutedTruth(random: RandomStream): EpisodeEnv<Observation>;

  /** What is known in the present episode, for rule-based policies and for showing; undefined before the first reset. */
  get session(): Session | undefined {
    return this.#session;
  }

  get actionMask(): Uint8Array {
    return this.observation.mask;
  }

  get budgetSeconds(): number {
    return this.#session?.plan.budgetSeconds ?? this.task.plan.budgetSeconds;
  }

  reset(request: ResetRequest = {}): ResetResult<Observation, CollectionInfo> {
    this.#order.requireReset();
    const { world, session } = this.#starter.begin(request);
    this.#world = world;
    this.#session = session;
    if (this.#renderMode !== undefined) this.#way = recordWay(session);
    this.#order.begin();
    this.#steps = 0;
    this.#illegalInARow = 0;
    this.begun(session, world);
    this.observe(session);
    const info = this.#info;
    info.durationSeconds = 0;
    info.illegal = false;
    info.clockSeconds = 0;
    info.settledReward = 0;
    return { observation: this.observation, info };
  }

  step(action: number): StepResult<Observation, CollectionInfo> {
    this.#order.requireStep();
    const session = this.#session!;
    const world = this.#world!;
    const info = this.#info;
    const result = this.#result;
    const { objective } = session.plan;
    const worthBefore = objective.worth(session.tally);
    const clockBefore = session.clockSeconds;
    const legal = this.actionSpace.contains(action) && this.isLegal(action, session);
    info.illegal = !legal;
    info.settledReward = 0;
    this.#steps++;
    if (legal) {
      this.#illegalInARow = 0;
      this.carryOut(action, world, session);
    } else {
      this.#illegalInARow++;
    }
    if (!this.observe(session) && !session.ended) {
      world.finish(session);
      this.observe(session);
    }
    const seconds = session.clockSeconds - clockBefore;
    info.durationSeconds = seconds;
    info.clockSeconds = session.clockSeconds;
    let reward = objective.worth(session.tally) - worthBefore;
    if (objective.costPerHour !== 0) reward -= (objective.costPerHour * seconds) / 3600;
    result.terminated = session.ended;
    result.truncated =
      !session.ended && (this.#steps >= this.#maxSteps || this.#illegalInARow >= this.#maxIllegalActions);
    if (session.ended) {
      const endWorth = world.endWorth(session);
      reward += endWorth;
      info.settledReward = world.settledWorth + endWorth;
      this.#order.end();
    } else if (result.truncated) {
      info.settledReward = world.unsettledWorth(session);
      this.#order.end();
    }
    result.reward = reward;
    return result;
  }

  /**
   * Makes the present observation from scratch, which gives the same and takes long: what tests compare with and
   * `cryogym bench env` measures against.
   *
   * @throws Error before the first `reset`
   */
  rebuildObservation(): void {
    if (this.#session === undefined) throw new Error("there is nothing to observe before reset()");
    this.rebuild(this.#session);
  }

  /**
   * The present episode as an operator knows it, in the mode chosen when the environment was made: text for a terminal
   * with colour codes (`util.stripVTControlCharacters` takes them out), SVG text, or pixels. Undefined without a mode
   * and before the first `reset`.
   *
   * @throws Error if pixels are wanted and the rasteriser can't be loaded
   */
  render(): Rendered | undefined {
    if (this.#renderMode === undefined || this.#session === undefined) return undefined;
    return renderSession(this.#session, this.#way, this.#renderMode);
  }

  observeInto(arrays: Observation): void {
    adoptArrays<Observation>(this.observation, arrays);
  }

  close(): void {
    this.#world = undefined;
    this.#session = undefined;
    this.#order.close();
  }

  /** The task with what this episode still hides permuted. */
  protected permutedTask(random: RandomStream): CollectionTask {
    return { ...this.task, source: permutedSource(this.task.source, this.#session, random) };
  }
}
