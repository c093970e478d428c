import { CollectionEnv, type CollectionLimits, type CollectionOptions } from "../collection/collection-env.js";
import { taskOf } from "../collection/episode-env.js";
import type { CollectionTask } from "../collection/episode-starter.js";
import { UserError } from "../errors.js";
import { KeyedRandom } from "../random/keyed-random.js";
import type { RandomStream } from "../random/random-stream.js";
import type { Session } from "../session/session.js";
import type { World } from "../world/world.js";

/** Options of `make("CryoEM/Tomography-v0", …)`. */
export type TomographyOptions = CollectionOptions;

const moreContext = ["planned_tilts", "series_hours"] as const;

/**
 * `CryoEM/Tomography-v0`: collect tilt series from grids, squares, groups and targets within a time budget.
 *
 * Actions, mask, surveys, reward and endings are those of `CryoEM/Collection-v0`; what is different is what a target
 * holds:
 *
 * - A target is exposed by a **tilt series**: many tilts, minutes long by the scenario's latency model.
 * - A series may end early, for instance because tracking is lost. It takes less time then and has **failed**: it is
 *   never good, and its target is **spent** all the same.
 * - What a series is worth is the scenario's objective: with `kind: completed-tilts` its tilts, those of a series that
 *   ended early included; with `kind: good-micrographs` 1 for each whole series that is good.
 * - The **context** has two columns more, the same in every step: `planned_tilts`, and `series_hours`, what a whole
 *   series is expected to take, the way to it aside.
 *
 * A scenario has tilt series by `exposure: { kind: tilt_series, … }` in a generated world; others are refused.
 *
 * @example
 * const env = TomographyEnv.make({ scenario: "tomography" });
 * const { observation } = env.reset({ seed: 7 });
 * observation.context[env.layout.contextColumns.indexOf("planned_tilts")]; // 41
 */
export class TomographyEnv extends CollectionEnv {
  static override readonly id = "CryoEM/Tomography-v0";

  readonly #limits: CollectionLimits;
  /** Where the columns begin that this environment adds. */
  readonly #more: number;
  #plannedTilts = 0;

  /** @throws UserError if the task's worlds hold no tilt series; RangeError as {@link CollectionEnv} */
  constructor(task: CollectionTask, limits: CollectionLimits = {}) {
    requireTiltSeries(task, "its worlds");
    super(task, limits, TomographyEnv.id, moreContext);
    this.#limits = limits;
    this.#more = this.layout.contextColumns.indexOf(moreContext[0]);
  }

  /**
   * The environment of a scenario.
   *
   * @throws UserError if the scenario is unknown or faulty, or has no tilt series
   */
  static override make(options: TomographyOptions): TomographyEnv {
    const task = taskOf(options);
    const { scenario } = options;
    requireTiltSeries(task, `the scenario '${typeof scenario === "string" ? scenario : scenario.name}'`);
    return new TomographyEnv(task, options);
  }

  override withPermutedTruth(random: RandomStream): TomographyEnv {
    return new TomographyEnv(this.permutedTask(random), this.#limits);
  }

  protected override begun(session: Session, world: World): void {
    super.begun(session, world);
    this.#plannedTilts = world.data.plannedTilts ?? 0;
  }

  protected override observe(session: Session): boolean {
    const { context } = this.observation;
    context[this.#more] = this.#plannedTilts;
    context[this.#more + 1] = session.plan.latency.exposureSeconds(session.tree) / 3600;
    return super.observe(session);
  }
}

function requireTiltSeries({ source }: CollectionTask, what: string): void {
  if (source.create(new KeyedRandom(0)).plannedTilts !== undefined) return;
  throw new UserError(
    `${TomographyEnv.id}: an exposure in ${what} is a micrograph, no tilt series. Write, under 'world' of kind 'generated', 'exposure: { kind: tilt_series, tilts: 41, failure_share_per_tilt: 0.002 }', or make '${CollectionEnv.id}'.`,
  );
}
