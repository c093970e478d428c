import { randomInt } from "node:crypto";
import type { ResetRequest } from "../core/env.js";
import { requireKnownKeys } from "../core/known-keys.js";
import { KeyedRandom } from "../random/keyed-random.js";
import { Session } from "../session/session.js";
import type { SessionPlan } from "../session/session-plan.js";
import { requireInteger } from "../spaces/space.js";
import { type EpisodeTask, episodeRandom, startHole } from "../world/start.js";
import { World } from "../world/world.js";

/** What a collection is played on. */
export type CollectionTask = EpisodeTask;

/**
 * Begins the episodes of a task. The n-th one since a seed is the n-th episode of that seed, the same as in an
 * evaluation with it. World and session are the same objects each time, begun anew. It knows the option
 * `budgetSeconds`, a number of at least 0 in place of the scenario's.
 *
 * @example const { world, session } = starter.begin({ seed: 7, options: { budgetSeconds: 3600 } });
 */
export class EpisodeStarter {
  #seed: number | undefined;
  /** Number of the next episode of the seed. */
  #nextEpisode = 0;
  #world: World | undefined;
  #session: Session | undefined;

  /** @param concealed whether episodes begin with nothing surveyed */
  constructor(
    readonly task: CollectionTask,
    readonly concealed: boolean,
  ) {}

  /**
   * @throws RangeError if the seed is no integer or an option is out of range; UserError if one is unknown; nothing is
   * changed then
   */
  begin(request: ResetRequest): { readonly world: World; readonly session: Session } {
    requireKnownKeys("reset()", request, ["seed", "options"]);
    const { source, start, plan, faults } = this.task;
    const episodePlan = planWith(plan, request.options);
    const random = this.#nextRandom(request.seed);
    const data = source.create(random);
    const hole = startHole(data.tree, start, random);
    this.#world ??= new World(data, episodePlan, random, { faults, capacity: source.mostTargets });
    this.#session ??= new Session(data.tree, episodePlan, source.mostTargets);
    this.#world.restart(data, episodePlan, random, this.#session, { hole, concealed: this.concealed });
    return { world: this.#world, session: this.#session };
  }

  #nextRandom(seed: number | undefined): KeyedRandom {
    if (seed !== undefined) {
      requireInteger("the seed", seed, Number.MIN_SAFE_INTEGER);
      this.#seed = seed;
      this.#nextEpisode = 0;
    }
    this.#seed ??= randomInt(2 ** 32);
    return episodeRandom(new KeyedRandom(this.#seed), this.#nextEpisode++);
  }
}

function planWith(plan: SessionPlan, options: Readonly<Record<string, unknown>> | undefined): SessionPlan {
  if (options === undefined) return plan;
  requireKnownKeys("reset({ options })", options, ["budgetSeconds"]);
  const { budgetSeconds = plan.budgetSeconds } = options;
  if (typeof budgetSeconds !== "number" || !(budgetSeconds >= 0 && budgetSeconds < Number.POSITIVE_INFINITY)) {
    const given = typeof budgetSeconds === "string" ? JSON.stringify(budgetSeconds) : String(budgetSeconds);
    throw new RangeError(`the option 'budgetSeconds' is ${given}; expected a finite number of at least 0`);
  }
  return { ...plan, budgetSeconds };
}
