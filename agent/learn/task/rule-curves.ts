import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import type { World, WorldStart } from "../../../env/world/world.js";
import { ClairvoyantBound } from "../../evaluate/clairvoyant-bound.js";
import { runEpisode } from "../../evaluate/run-episode.js";
import { indexDefaults } from "../../plan/index-options.js";
import { IndexPlanner } from "../../plan/index-planner.js";

/** So many worlds are remembered. */
const MOST = 64;

/** What the rule comes to in one world, over time: less the cost of time, in the objective's unit. */
export class RuleCurve {
  readonly #seconds: number[] = [];
  readonly #worth: number[] = [];

  /** @param total what the session comes to in the end, all that is settled then included @param bound that no policy can exceed */
  constructor(
    points: readonly (readonly [seconds: number, worth: number])[],
    readonly total: number,
    readonly bound: number,
  ) {
    for (const [seconds, worth] of points) {
      this.#seconds.push(seconds);
      this.#worth.push(worth);
    }
  }

  /** What it has come to by a time. */
  at(clockSeconds: number): number {
    let low = 0;
    let high = this.#seconds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#seconds[middle]! <= clockSeconds) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : low === this.#seconds.length ? this.total : this.#worth[low - 1]!;
  }
}

/** Curves of the worlds that were played last. */
export class RuleCurves {
  readonly #curves = new Map<number, RuleCurve>();

  /** @param key of the world @param world is played from its begin to its end */
  of(key: number, world: World, start: WorldStart): RuleCurve {
    const known = this.#curves.get(key);
    if (known !== undefined) return known;
    const curve = curveOf(world, start);
    this.#curves.set(key, curve);
    if (this.#curves.size > MOST) this.#curves.delete(this.#curves.keys().next().value!);
    return curve;
  }
}

function curveOf(world: World, start: WorldStart): RuleCurve {
  const points: [number, number][] = [];
  let planner: IndexPlanner | undefined;
  const policy = {
    reset: (session: Session) => {
      planner = new IndexPlanner(session, indexDefaults);
    },
    decide: () => planner!.judge().decision,
  };
  const session = runEpisode(world, policy, {
    start,
    random: new KeyedRandom(0).stream(0, RandomKind.Policy),
    decided: (_, { worth, clockSeconds, plan }) =>
      points.push([clockSeconds, worth - (plan.objective.costPerHour * clockSeconds) / 3600]),
  });
  const total = world.returnOf(session);
  return new RuleCurve(points, total, new ClairvoyantBound(world, world.begin(start)).within(world.plan.budgetSeconds));
}
