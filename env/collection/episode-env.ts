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
import type { World } from "../world/world.js";
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
}

export interface CollectionInfo {
  /** Simulated seconds that the step took. */
  readonly durationSeconds: number;
  /** The action was not legal: nothing moved, no time passed. */
  readonly illegal: boolean;
  /** Simulated seconds since the episode's begin. */
  readonly clockSeconds: number;
}

/** An observation with a mask, its arrays lent by the environment. */
interface MaskedObservation {
  readonly mask: Uint8Array;
}

/**
 * The task of a scenario.
 *
 * @throws UserError if the scenario is unknown or faulty, or its session table is not found
 */
export function taskOf({ scenario: given, dataFolder }: ScenarioOptions): CollectionTask {
  const scenario = typeof given === "string" ? loadScenario(given) : given;
  return { source: openWorld(scenario, dataFolder), plan: scenario.plan, start: scenario.start };
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
  /** What is handed out; its arrays are written anew with each observation. */
  protected readonly observation: { -readonly [Key in keyof Observation]: Observation[Key] };
  readonly #starter: EpisodeStarter;
  readonly #maxSteps: number;
  readonly #maxIllegalActions: number;
  readonly #renderMode: RenderMode | undefined;
  readonly #order = new EpisodeOrder();
  /** What the last observation's mask says, out of the reach of whoever writes into that. */
  readonly #legal: Uint8Array;
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
  ) {
    const { maxSteps = 100_000, maxIllegalActions = 100 } = limits;
    requireInteger("the option 'maxSteps'", maxSteps, 1);
    requireInteger("the option 'maxIllegalActions'", maxIllegalActions, 1);
    this.metadata = { id, renderModes, observationsAreViews: true };
    this.task = task;
    this.observation = observation;
    this.#starter = new EpisodeStarter(task);
    this.#maxSteps = maxSteps;
    this.#maxIllegalActions = maxIllegalActions;
    this.#renderMode = requireRenderMode(limits.renderMode);
    this.#legal = new Uint8Array(actionSpace.n);
  }

  /** An episode begins. */
  protected abstract begun(session: Session): void;

  /** Carries a legal action out. @returns seconds that passed */
  protected abstract carryOut(action: number, world: World, session: Session): number;

  /**
   * Writes all of {@link observation} but its mask, and which actions are legal.
   *
   * @param legal an entry for each action, to be set to 1 or 0
   * @returns whether the episode goes on: anything but stopping is legal
   */
  protected abstract observe(session: Session, legal: Uint8Array): boolean;

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
    this.begun(session);
    this.#observe(session);
    return { observation: this.observation, info: { durationSeconds: 0, illegal: false, clockSeconds: 0 } };
  }

  step(action: number): StepResult<Observation, CollectionInfo> {
    this.#order.requireStep();
    const session = this.#session!;
    const illegal = !this.actionSpace.contains(action) || this.#legal[action] !== 1;
    const goodBefore = session.goodCount[0]!;
    const durationSeconds = illegal ? 0 : this.carryOut(action, this.#world!, session);
    this.#steps++;
    this.#illegalInARow = illegal ? this.#illegalInARow + 1 : 0;
    if (!this.#observe(session)) session.end();
    const terminated = session.ended;
    const truncated = !terminated && (this.#steps >= this.#maxSteps || this.#illegalInARow >= this.#maxIllegalActions);
    if (terminated || truncated) this.#order.end();
    return {
      observation: this.observation,
      reward: session.goodCount[0]! - goodBefore,
      terminated,
      truncated,
      info: { durationSeconds, illegal, clockSeconds: session.clockSeconds },
    };
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

  #observe(session: Session): boolean {
    const goesOn = this.observe(session, this.#legal);
    this.observation.mask.set(this.#legal);
    return goesOn;
  }
}
