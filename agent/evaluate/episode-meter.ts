import { quantileSorted } from "simple-statistics";
import type { Outcome } from "../../env/session/outcome.js";
import type { Session } from "../../env/session/session.js";
import type { SessionListener } from "../../env/session/session-listener.js";
import type { World } from "../../env/world/world.js";
import type { Policy } from "../policy.js";
import type { EpisodeRecord } from "./episode-record.js";
import { ForecastMeter } from "./forecast-meter.js";
import { type EpisodeOptions, runEpisode } from "./run-episode.js";
import { TimeMeter } from "./time-meter.js";

/** Points at which good results are counted, evenly over the budget. */
const POINTS = 24;

/** What one policy's episode came to. */
export type EpisodeMeasures = Pick<
  EpisodeRecord,
  | "return"
  | "good"
  | "exposures"
  | "decisions"
  | "endedAtSeconds"
  | "goodAt"
  | "seconds"
  | "decisionMicroseconds"
  | "forecasts"
>;

/** Runs episodes and measures them, in arrays that are used over and over. */
export class EpisodeMeter implements SessionListener {
  readonly #time = new TimeMeter();
  readonly #forecasts = new ForecastMeter();
  readonly #goodBetween = new Float64Array(POINTS);
  #microseconds = new Float64Array(1024);
  #decisions = 0;

  /** @throws what the policy throws */
  run(world: World, policy: Policy, options: Pick<EpisodeOptions, "start" | "random">): EpisodeMeasures {
    this.#decisions = 0;
    this.#goodBetween.fill(0);
    const session = runEpisode(world, policy, {
      ...options,
      listeners: [this.#time, this.#forecasts, this],
      begun: (begun) => {
        this.#time.begin(world, begun);
        this.#forecasts.begin(world, policy, begun);
      },
      decided: (_decision, _session, microseconds) => this.#decided(microseconds),
    });
    const forecasts = this.#forecasts.bins;
    return {
      return: world.returnOf(session),
      good: session.goodCount[0]!,
      exposures: session.exposedCount[0]!,
      decisions: this.#decisions,
      endedAtSeconds: session.clockSeconds,
      goodAt: this.#goodAt(),
      seconds: this.#time.seconds,
      decisionMicroseconds: this.#decisionMicroseconds(),
      ...(forecasts && { forecasts }),
    };
  }

  resulted({ good, clockSeconds, plan }: Session, hole: number, _outcome: Outcome): void {
    if (good[hole] !== 1) return;
    // Right at a point of time counts as until then.
    const point = Math.ceil((POINTS * clockSeconds) / plan.budgetSeconds) - 1;
    this.#goodBetween[Math.min(POINTS - 1, Math.max(0, point))]!++;
  }

  #decided(microseconds: number): void {
    if (this.#decisions === this.#microseconds.length) {
      const longer = new Float64Array(2 * this.#decisions);
      longer.set(this.#microseconds);
      this.#microseconds = longer;
    }
    this.#microseconds[this.#decisions++] = microseconds;
  }

  #goodAt(): number[] {
    let good = 0;
    return Array.from(this.#goodBetween, (more) => {
      good += more;
      return good;
    });
  }

  #decisionMicroseconds(): EpisodeRecord["decisionMicroseconds"] {
    if (this.#decisions === 0) return { median: 0, p95: 0, max: 0 };
    const sorted = [...this.#microseconds.subarray(0, this.#decisions).sort()];
    const [median, p95] = [quantileSorted(sorted, 0.5), quantileSorted(sorted, 0.95)];
    const rounded = (value: number) => Number(value.toFixed(2));
    return { median: rounded(median), p95: rounded(p95), max: rounded(sorted.at(-1)!) };
  }
}
