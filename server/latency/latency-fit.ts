import type { LatencyFactors } from "../../env/world/latency/latency-model.js";
import type { StepObservation } from "./step-observations.js";

/** The preset is worth so many observations. */
export const PRESET_WORTH = 4;

/** An observation counts as at most so many times as long, or as short, as is typical of them. */
export const MOST_RATIO = 3;

/** So many of each step are kept, the latest: an instrument changes. */
export const MOST_KEPT = 100;

/** Digits of a factor: more would only change the plan without end. */
const DIGITS = 3;

/** A step as it was refitted, for display. */
export interface FittedStep {
  readonly step: string;
  /** Observations that count. */
  readonly count: number;
  /** On the preset's times. */
  readonly factor: number;
  /** What the preset says, and what it is now: medians over the ways that were observed; absent without observations. */
  readonly presetSeconds?: number;
  readonly refittedSeconds?: number;
}

/**
 * Refits a latency model's steps to what completed directives took. It hangs on the observations alone, in their order:
 * from those it is made again.
 *
 * Durations are taken as log-normal. Of the logarithms x of their ratios to the preset's medians, the factor is
 *
 *     exp( Σ x' / (n + k) )
 *
 * the posterior mean of a normal mean under a conjugate prior at 0 that is worth k = 4 observations (Gelman et al.,
 * Bayesian Data Analysis, 3rd ed., § 2.5). Each x' is x, pulled in to within ln 3 of the median of the observations and
 * the prior's k zeros: Huber's winsorising (Robust Statistics, 1981), so that one that something else got into counts a
 * little. The median follows a step that really takes ten times as long.
 *
 * @example
 * const fit = new LatencyFit();
 * fit.add(stepObservations(preset, tree, legs, phases));
 * session.retimed(fit.factors);
 */
export class LatencyFit {
  readonly #kept = new Map<string, StepObservation[]>();
  #factors: LatencyFactors = {};

  /** @param observations in their order, such as {@link observations} of another one */
  constructor(observations: readonly StepObservation[] = []) {
    this.add(observations);
  }

  add(observations: readonly StepObservation[]): void {
    for (const { step, seconds, presetSeconds } of observations) {
      if (!(seconds > 0 && presetSeconds > 0 && Number.isFinite(seconds / presetSeconds))) continue;
      const kept = this.#kept.get(step) ?? [];
      this.#kept.set(step, [...kept, { step, seconds, presetSeconds }].slice(-MOST_KEPT));
      this.#factors = { ...this.#factors, [step]: factorOf(logRatios(this.#kept.get(step)!)) };
    }
  }

  /** What counts, as plain data that can be stored. Steps come in the order in which they were seen first. */
  get observations(): StepObservation[] {
    return [...this.#kept.values()].flat();
  }

  /** On the preset's times, by step; steps without observations have none. For `Session.retimed`. */
  get factors(): LatencyFactors {
    return this.#factors;
  }

  /** @param stepNames of the latency model */
  describe(stepNames: readonly string[]): FittedStep[] {
    return stepNames.map((step) => {
      const kept = this.#kept.get(step);
      if (kept === undefined) return { step, count: 0, factor: 1 };
      const factor = this.#factors[step]!;
      const presetSeconds = median(kept.map((observation) => observation.presetSeconds));
      return { step, count: kept.length, factor, presetSeconds, refittedSeconds: factor * presetSeconds };
    });
  }
}

function logRatios(observations: readonly StepObservation[]): number[] {
  return observations.map(({ seconds, presetSeconds }) => Math.log(seconds / presetSeconds));
}

function factorOf(logs: readonly number[]): number {
  const middle = median([...logs, ...Array.from({ length: PRESET_WORTH }, () => 0)]);
  const most = Math.log(MOST_RATIO);
  const sum = logs.reduce((total, x) => total + Math.min(middle + most, Math.max(middle - most, x)), 0);
  return Number(Math.exp(sum / (logs.length + PRESET_WORTH)).toPrecision(DIGITS));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
