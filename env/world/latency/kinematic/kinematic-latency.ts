import { type KeyedRandom, RandomKind } from "../../../random/keyed-random.js";
import type { TargetTree } from "../../../tree/target-tree.js";
import { jitterFactor, medianShare } from "../jitter.js";
import type { LatencyFactors, LatencyModel } from "../latency-model.js";
import { Phase } from "../phase.js";
import { WayBounds } from "./bounds.js";
import { Itinerary } from "./itinerary.js";
import { Maintenance } from "./maintenance.js";
import type { KinematicOptions } from "./options.js";
import { scaleOptions } from "./scale-options.js";
import { placeProblem } from "./stage-place.js";
import { Step, stepNames, stepPhases } from "./step.js";

/** {@link LatencyModel} of a stage, optics and a camera. Not for two threads at once: it reuses what it computes in. */
export class KinematicLatency implements LatencyModel {
  readonly kind = "kinematic";
  readonly stepNames = stepNames;
  readonly #exposureSeconds: number;
  readonly #itinerary: Itinerary;
  readonly #bounds: WayBounds;
  readonly #maintenance: Maintenance;
  readonly #options: KinematicOptions;
  /** Standard deviation of the logarithm of each {@link Step}. */
  readonly #sigmas: Float64Array;

  constructor(options: KinematicOptions) {
    const { jitter, maintenance, camera } = options;
    const sigma = (step: string) => (typeof jitter === "number" ? jitter : (jitter[step] ?? 0));
    const tasks = [maintenance.refill, maintenance.zero_loss].flatMap((task, key) =>
      task === undefined ? [] : [{ ...task, key }],
    );
    this.#options = options;
    this.#sigmas = Float64Array.from(stepNames, sigma);
    this.#itinerary = new Itinerary(options);
    this.#bounds = new WayBounds(this.#itinerary, options);
    this.#maintenance = new Maintenance(tasks, sigma("maintenance"));
    this.#exposureSeconds = (camera.exposure + camera.overhead) * this.#maintenance.stretch;
  }

  exposureSeconds(): number {
    return this.#exposureSeconds;
  }

  expectedSeconds(tree: TargetTree, from: number, target: number): number {
    return this.#itinerary.plan(tree, from, target) * this.#maintenance.stretch;
  }

  drawnSeconds(
    tree: TargetTree,
    from: number,
    target: number,
    random: KeyedRandom,
    nth: number,
    clockSeconds: number,
  ): number {
    const steps = this.drawnSteps(tree, from, target, random, nth);
    let seconds = 0;
    for (let step = 0; step < steps.length; step++) seconds += steps[step]!;
    return this.#maintenance.seconds(seconds, clockSeconds, random);
  }

  /**
   * Seconds that each step of a way takes, maintenance aside; as {@link drawnSeconds}.
   *
   * @returns [steps] in the order of {@link stepNames}; overwritten by the next call of any method
   */
  drawnSteps(tree: TargetTree, from: number, target: number, random: KeyedRandom, nth: number): Float64Array {
    this.#itinerary.plan(tree, from, target);
    const { seconds } = this.#itinerary;
    if (seconds[Step.Focus]! > 0) seconds[Step.Focus] = this.#focusSeconds(target, random, nth);
    if (seconds[Step.DriftWait]! > 0) seconds[Step.DriftWait] = this.#driftSeconds(target, random, nth);
    for (let step = 0; step < seconds.length; step++) {
      if (seconds[step]! > 0) seconds[step]! *= jitterFactor(this.#sigmas[step]!, random, target, nth * 16 + step);
    }
    return seconds;
  }

  drawnPhases(
    tree: TargetTree,
    from: number,
    target: number,
    random: KeyedRandom,
    nth: number,
    clockSeconds: number,
    into: Float64Array,
  ): void {
    const steps = this.drawnSteps(tree, from, target, random, nth);
    let work = 0;
    for (let step = 0; step < steps.length; step++) {
      work += steps[step]!;
      into[stepPhases[step]!]! += steps[step]!;
    }
    into[Phase.Waiting]! += this.#maintenance.seconds(work, clockSeconds, random) - work;
  }

  clockSeconds(workSeconds: number, random: KeyedRandom): number {
    return this.#maintenance.seconds(workSeconds, 0, random);
  }

  leastEntrySeconds(tree: TargetTree, target: number): number {
    return this.#bounds.leastEntrySeconds(tree, target) * this.#maintenance.stretch;
  }

  leastSecondsBelow(tree: TargetTree, level: number): number {
    return this.#bounds.leastSecondsBelow(tree, level) * this.#maintenance.stretch;
  }

  mostSeconds(tree: TargetTree): number {
    return this.#bounds.mostSeconds(tree) * this.#maintenance.stretch;
  }

  /** Most autofocuses succeed at once, and most drift is short: what takes longer now and then is left aside. */
  medianSteps(tree: TargetTree, from: number, target: number): Float64Array {
    const { focus, drift } = this.#options;
    this.#itinerary.plan(tree, from, target);
    const { seconds } = this.#itinerary;
    if (seconds[Step.Focus]! > 0) seconds[Step.Focus] = focus.time * medianTries(focus);
    if (seconds[Step.DriftWait]! > 0) seconds[Step.DriftWait] = drift.long_share > 0.5 ? drift.long_wait : drift.wait;
    for (let step = 0; step < seconds.length; step++) seconds[step]! *= medianShare(this.#sigmas[step]!);
    return seconds;
  }

  scaled(factors: LatencyFactors): KinematicLatency {
    return new KinematicLatency(scaleOptions(this.#options, factors));
  }

  problemWith(tree: TargetTree): string | undefined {
    return placeProblem(tree);
  }

  #focusSeconds(target: number, random: KeyedRandom, nth: number): number {
    const { time, fail_share, tries } = this.#options.focus;
    let done = 1;
    while (done < tries && random.uniform(target, RandomKind.Autofocus, nth * 16 + done) < fail_share) done++;
    return done * time;
  }

  #driftSeconds(target: number, random: KeyedRandom, nth: number): number {
    const { wait, long_share, long_wait } = this.#options.drift;
    return random.uniform(target, RandomKind.Drift, nth) < long_share ? long_wait : wait;
  }
}

function medianTries({ fail_share, tries }: KinematicOptions["focus"]): number {
  let median = 1;
  while (median < tries && fail_share ** median > 0.5) median++;
  return median;
}
