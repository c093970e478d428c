import type { Session } from "../../env/session/session.js";
import type { SessionListener } from "../../env/session/session-listener.js";
import { Phase, phaseNames } from "../../env/world/latency/phase.js";
import type { World } from "../../env/world/world.js";
import type { EpisodeRecord } from "./episode-record.js";

/**
 * Where the time of a session goes, as the world drew it. Moves are told apart into their phases; what a WAIT takes,
 * maintenance, and what is left when a move no longer fits are waiting; a try that fails is failing, all of it.
 *
 * @example
 * const meter = new TimeMeter();
 * runEpisode(world, policy, { random, listeners: [meter], begun: (session) => meter.begin(world, session) });
 * meter.seconds.exposing;
 */
export class TimeMeter implements SessionListener {
  readonly #phases = new Float64Array(phaseNames.length);
  readonly #sums = new Float64Array(phaseNames.length);
  #failing = 0;
  #world!: World;
  #place = 0;
  #clockSeconds = 0;
  #tries = new Int32Array(0);

  /** Another session begins, in the arrays that there are. */
  begin(world: World, { place, clockSeconds, tree }: Session): void {
    this.#world = world;
    this.#place = place;
    this.#clockSeconds = clockSeconds;
    this.#sums.fill(0);
    this.#failing = 0;
    if (this.#tries.length < tree.size) this.#tries = new Int32Array(tree.size);
    else this.#tries.fill(0, 0, tree.size);
  }

  /** So far; the parts add up to the session's clock. */
  get seconds(): EpisodeRecord["seconds"] {
    const sums = this.#sums;
    return {
      moving: sums[Phase.Moving]!,
      focusing: sums[Phase.Focusing]!,
      exposing: sums[Phase.Exposing]!,
      waiting: sums[Phase.Waiting]!,
      surveying: sums[Phase.Surveying]!,
      failing: this.#failing,
    };
  }

  moved(session: Session, target: number): void {
    this.#went(session, target);
  }

  exposed(session: Session, hole: number): void {
    this.#went(session, hole);
  }

  failed({ clockSeconds }: Session, target: number, durationSeconds: number): void {
    this.#tries[target]!++;
    this.#failing += durationSeconds;
    this.#clockSeconds = clockSeconds;
  }

  waited({ clockSeconds }: Session, durationSeconds: number): void {
    this.#sums[Phase.Waiting]! += durationSeconds;
    this.#clockSeconds = clockSeconds;
  }

  #went({ tree, clockSeconds }: Session, target: number): void {
    const phases = this.#phases;
    this.#world.tryPhases(tree, this.#place, target, this.#tries[target]!++, this.#clockSeconds, phases);
    for (let phase = 0; phase < phases.length; phase++) this.#sums[phase]! += phases[phase]!;
    this.#place = target;
    this.#clockSeconds = clockSeconds;
  }
}
