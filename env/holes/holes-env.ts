import type { CollectionInfo } from "../collection/collection-env.js";
import { type CollectionTask, EpisodeStarter } from "../collection/episode-starter.js";
import { adoptArrays } from "../core/adopt-arrays.js";
import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../core/env.js";
import type { EnvSpec } from "../core/env-spec.js";
import { EpisodeOrder } from "../core/episode-order.js";
import { expandGoal } from "../goal/expand-goal.js";
import type { RandomStream } from "../random/random-stream.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { openWorld } from "../scenario/open-world.js";
import type { Scenario } from "../scenario/scenario.js";
import type { Session } from "../session/session.js";
import { Discrete } from "../spaces/discrete.js";
import { requireInteger } from "../spaces/space.js";
import { defaultTreeShape, type TargetTree } from "../tree/target-tree.js";
import { permutedSource } from "../world/permute-truth.js";
import { fits, type World } from "../world/world.js";
import { type HolesObservation, HolesObservationLayout } from "./holes-observation.js";

/** Limits of a {@link HolesEnv}; all optional. */
export interface HolesLimits {
  /**
   * n, the number of holes in action and observation: at least the largest number that a world of the source may have.
   * Default: that number. A greater one gives several scenarios the same shapes.
   */
  readonly maxHoles?: number;
  /** Steps after which an episode is truncated, at least 1. Default: 100 000. */
  readonly maxSteps?: number;
  /** Illegal actions in a row after which an episode is truncated, at least 1. Default: 100. */
  readonly maxIllegalActions?: number;
}

/** Options of `make("CryoEM/Holes-v0", …)`. */
export interface HolesOptions extends HolesLimits {
  /** A scenario's name, its file, or the scenario itself. */
  readonly scenario: string | Scenario;
  /** Where session tables are looked for first; else in `CRYOGYM_DATA` and `data/`. */
  readonly dataFolder?: string;
}

interface Episode {
  readonly world: World;
  readonly session: Session;
  /** Rows of the holes in the order of the table. */
  readonly order: Int32Array;
}

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
 * - **Truncated**: after {@link HolesLimits.maxSteps} steps or {@link HolesLimits.maxIllegalActions} illegal actions in
 *   a row.
 * - `reset` knows the option `budgetSeconds`, a number of at least 0 in place of the scenario's. The n-th reset since a
 *   seed is the n-th episode of that seed, the same as in an evaluation with it.
 *
 * @example
 * const env = HolesEnv.make({ scenario: "y1-like" });
 * const { observation } = env.reset({ seed: 7 });
 * const { reward, info } = env.step(observation.mask.indexOf(1, 1));
 */
export class HolesEnv implements Env<HolesObservation, number, CollectionInfo> {
  static readonly id = "CryoEM/Holes-v0";

  readonly metadata: EnvMetadata = { id: HolesEnv.id, renderModes: [], observationsAreViews: true };
  spec?: EnvSpec | undefined;
  readonly actionSpace: Discrete;
  readonly observationSpace: HolesObservationLayout["space"];
  readonly layout: HolesObservationLayout;
  readonly #starter: EpisodeStarter;
  readonly #limits: HolesLimits;
  readonly #maxSteps: number;
  readonly #maxIllegalActions: number;
  readonly #order = new EpisodeOrder();
  /** What the last observation's mask says, out of the reach of whoever writes into that. */
  readonly #legal: Uint8Array;
  readonly #observation: { -readonly [Key in keyof HolesObservation]: HolesObservation[Key] };
  #episode: Episode | undefined;
  #steps = 0;
  #illegalInARow = 0;

  /** @throws RangeError if a limit is out of range or n is too small for the source's worlds */
  constructor(task: CollectionTask, limits: HolesLimits = {}) {
    const { mostHoles } = task.source;
    const { maxHoles = Math.max(1, mostHoles), maxSteps = 100_000, maxIllegalActions = 100 } = limits;
    requireInteger("the option 'maxHoles' (a world of this scenario may have that many)", maxHoles, mostHoles);
    requireInteger("the option 'maxSteps'", maxSteps, 1);
    requireInteger("the option 'maxIllegalActions'", maxIllegalActions, 1);
    this.#starter = new EpisodeStarter(task);
    this.#limits = limits;
    this.#maxSteps = maxSteps;
    this.#maxIllegalActions = maxIllegalActions;
    this.layout = new HolesObservationLayout(defaultTreeShape, maxHoles);
    this.actionSpace = new Discrete(maxHoles + 1);
    this.observationSpace = this.layout.space;
    this.#legal = new Uint8Array(this.actionSpace.n);
    this.#observation = {
      holes: new Float32Array(maxHoles * this.layout.holeColumns.length),
      mask: new Uint8Array(this.actionSpace.n),
      context: new Float32Array(this.layout.contextColumns.length),
    };
  }

  /**
   * The environment of a scenario.
   *
   * @throws UserError if the scenario is unknown or faulty, or its session table is not found
   */
  static make(options: HolesOptions): HolesEnv {
    const scenario = typeof options.scenario === "string" ? loadScenario(options.scenario) : options.scenario;
    const source = openWorld(scenario, options.dataFolder);
    return new HolesEnv({ source, plan: scenario.plan, start: scenario.start }, options);
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

  /** The action that exposes a hole of the present episode, given by its row in the session's tree; 0 if it is none. */
  actionFor(hole: number): number {
    return (this.#episode?.order.indexOf(hole) ?? -1) + 1;
  }

  reset(request: ResetRequest = {}): ResetResult<HolesObservation, CollectionInfo> {
    this.#order.requireReset();
    const { world, session } = this.#starter.begin(request);
    this.#episode = { world, session, order: tableOrder(session.tree) };
    this.#order.begin();
    this.#steps = 0;
    this.#illegalInARow = 0;
    this.#observe(this.#episode);
    return { observation: this.#observation, info: { durationSeconds: 0, illegal: false, clockSeconds: 0 } };
  }

  step(action: number): StepResult<HolesObservation, CollectionInfo> {
    this.#order.requireStep();
    const episode = this.#episode!;
    const { session } = episode;
    const illegal = !this.actionSpace.contains(action) || this.#legal[action] !== 1;
    const goodBefore = session.goodCount[0]!;
    const durationSeconds = illegal ? 0 : carryOut(action, episode);
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

  observeInto(arrays: HolesObservation): void {
    adoptArrays(this.#observation, arrays);
  }

  withPermutedTruth(random: RandomStream): HolesEnv {
    const { task } = this.#starter;
    return new HolesEnv({ ...task, source: permutedSource(task.source, this.session, random) }, this.#limits);
  }

  close(): void {
    this.#episode = undefined;
    this.#order.close();
  }

  /** @returns whether anything but STOP is legal */
  #observe({ session, order }: Episode): boolean {
    const observation = this.#observation;
    this.layout.writeHoles(session, order, observation.holes);
    this.layout.writeContext(session, observation.context);
    const legal = this.#legal;
    legal.fill(0);
    legal[STOP] = 1;
    let any = false;
    if (!session.ended) {
      order.forEach((hole, i) => {
        if (!session.isAvailable(hole) || !fits(session.expectedSeconds(hole), session.remainingSeconds)) return;
        legal[i + 1] = 1;
        any = true;
      });
    }
    observation.mask.set(legal);
    return any;
  }
}

/** @returns seconds that passed */
function carryOut(action: number, { world, session, order }: Episode): number {
  if (action === STOP) return world.perform({ kind: "stop" }, session);
  let seconds = 0;
  for (const move of expandGoal(session, { kind: "acquire", holes: [order[action - 1]!] })) {
    seconds += world.perform(move, session);
    if (session.ended) break;
  }
  return seconds;
}

/** Rows of the holes in the order in which they were found. */
function tableOrder(tree: TargetTree): Int32Array {
  const rows = Int32Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  return rows.sort((a, b) => tree.ordinal[a]! - tree.ordinal[b]!);
}
