import type { Move } from "../goal/move.js";
import { type KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { Outcome } from "../session/outcome.js";
import { Session } from "../session/session.js";
import type { SessionPlan } from "../session/session-plan.js";
import type { TargetTree } from "../tree/target-tree.js";

/** Targets and what an exposure of each would show, by row of the tree. Hidden from policies; immutable. */
export interface WorldData {
  readonly tree: TargetTree;
  /** NaN for a failed CTF fit and for rows that are no holes. */
  readonly ctfResolutionAngstrom: Float64Array;
  /** Holes without a known outcome: they are not offered. */
  readonly spent: readonly number[];
}

/** Where worlds come from: a replayed table gives the same one for every seed, a generator another one each. */
export interface WorldSource {
  /** Whether `create` depends on the seed. */
  readonly varies: boolean;
  /** No node of any of its worlds has more children. */
  readonly mostChildren: number;
  /** None of its worlds has more holes. */
  readonly mostHoles: number;
  /** Sentences that every report on this world must carry. */
  readonly notes: readonly string[];
  /** The features that targets may have; what is withheld is missing. */
  create(random: KeyedRandom): WorldData;
}

/** Tolerance for sums of durations, seconds. */
const CLOCK_TOLERANCE_SECONDS = 1e-6;

/** Whether a duration still fits into what is left of a budget. */
export function fits(durationSeconds: number, remainingSeconds: number): boolean {
  return durationSeconds <= remainingSeconds + CLOCK_TOLERANCE_SECONDS;
}

/**
 * One episode of a hidden truth: carries moves out in simulated time and tells the session what happened.
 *
 * @example
 * const world = new World(data, plan, random);
 * const session = world.begin(startHole);
 * const seconds = world.perform({ kind: "down", target: square }, session);
 */
export class World {
  readonly #tries: Int32Array;
  readonly #draws: KeyedRandom;

  constructor(
    readonly data: WorldData,
    readonly plan: SessionPlan,
    random: KeyedRandom,
  ) {
    this.#tries = new Int32Array(data.tree.size);
    this.#draws = random.derive(0, RandomKind.Duration);
  }

  /**
   * A session in which everything is surveyed. With a start, the stage stands at that hole, which is spent:
   * not counted, not exposable, its result unknown to all.
   */
  begin(startHole?: number): Session {
    this.#tries.fill(0);
    const session = new Session(this.data.tree, this.plan);
    for (const hole of this.data.spent) if (hole !== startHole) session.spent(hole);
    if (startHole !== undefined) session.spent(startHole, true);
    return session;
  }

  /** What an exposure of a hole shows. For the microscope and for evaluation only. */
  outcome(hole: number): Outcome {
    const ctfResolutionAngstrom = this.data.ctfResolutionAngstrom[hole]!;
    return { ctfResolutionAngstrom, failed: Number.isNaN(ctfResolutionAngstrom) };
  }

  /**
   * Carries a move out and reports it to the session.
   *
   * @returns seconds that passed
   * @throws RangeError if the move is not possible where the session stands
   */
  perform(move: Move, session: Session): number {
    switch (move.kind) {
      case "down":
        return this.#down(move.target, session);
      case "up":
        if (session.cursor === 0) throw new RangeError("can't go up from the root");
        session.climbed();
        return 0;
      case "wait":
        throw new RangeError("nothing is pending: results come at the exposure's end");
      case "stop":
        session.end();
        return 0;
    }
  }

  #down(target: number, session: Session): number {
    const { tree } = session;
    if (tree.parent[target] !== session.cursor) {
      throw new RangeError(`'${tree.path(target)}' is no child of '${tree.path(session.cursor)}'`);
    }
    const nth = this.#tries[target]!++;
    const seconds = this.plan.latency.drawnSeconds(tree, session.place, target, this.#draws, nth);
    if (!fits(seconds, session.remainingSeconds)) {
      const left = session.remainingSeconds;
      session.waited(left);
      session.end();
      return left;
    }
    if (tree.isLeaf(target)) {
      session.exposed(target, seconds);
      session.resulted(target, this.outcome(target));
    } else {
      session.moved(target, seconds);
    }
    return seconds;
  }
}
