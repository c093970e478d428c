import { setImmediate as aTurn } from "node:timers/promises";
import type { NormaliserJson } from "../network/feature-normaliser.js";
import { FeatureNormaliser } from "../network/feature-normaliser.js";
import type { EpisodeSummary } from "../task/decision-task.js";
import { cutToLength } from "./cut-to-length.js";
import { diverged } from "./diverged.js";
import { type AdamState, FlatAdam } from "./flat-adam.js";
import type { CollectReport, CollectRequest, GradientReport, GradientRequest, LaneState } from "./lane.js";
import { namedParts } from "./lane.js";
import type { PpoOptions } from "./ppo-options.js";

/** A lane, here or in a thread of its own. */
export interface LaneClient {
  collect(request: CollectRequest): Promise<CollectReport>;
  gradient(request: GradientRequest): Promise<GradientReport>;
  state(): Promise<LaneState>;
}

/** Everything that training goes on from, between two iterations. */
export interface PpoState {
  /** Iterations done. */
  readonly iteration: number;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly adam: AdamState | undefined;
  readonly normaliser: NormaliserJson;
  readonly lanes: readonly LaneState[];
}

/** What an iteration has come to, for logs. */
export interface IterationReport {
  readonly metrics: Readonly<Record<string, number>>;
  readonly episodes: readonly EpisodeSummary[];
}

export interface PpoRun {
  readonly options: PpoOptions;
  readonly lanes: readonly LaneClient[];
  readonly features: readonly [candidate: number, context: number];
  readonly from: Pick<PpoState, "iteration" | "weights" | "adam" | "normaliser">;
  /** Clock, milliseconds. */
  readonly now: () => number;
}

/**
 * Proximal policy optimisation (Schulman et al. 2017) with masks, for a semi-Markov decision process. Each iteration:
 *
 * 1. every lane collects steps with the policy as it is, and estimates their advantages ({@link Lane.collect});
 * 2. for some epochs, over all steps in minibatches: every lane takes the gradient of the loss ({@link ppoLoss}) over its
 *    part of a minibatch; their mean, cut to a length, moves the weights (Adam);
 * 3. the epochs end early when the policy has moved too far from the one that has collected.
 *
 * Yields after each iteration; the state of then is what the next one goes on from, the same to the last bit.
 *
 * @throws UserError if what is learned is no finite number any more
 * @example for await (const { metrics } of trainPpo(run)) log.write(metrics);
 */
export async function* trainPpo(run: PpoRun): AsyncGenerator<IterationReport & { readonly state: PpoState }> {
  const { options, lanes, features, now } = run;
  let { iteration } = run.from;
  const normaliser = FeatureNormaliser.fromJSON(run.from.normaliser, ...features);
  const adam = new FlatAdam(run.from.weights);
  if (run.from.adam !== undefined) adam.restore(run.from.adam);
  for (; iteration < options.iterations; iteration++) {
    // A lane in this thread leaves no room for anything else, such as an interruption.
    await aTurn();
    const begun = now();
    const learningRate = falling(options.learning_rate, options.last_learning_rate, iteration / options.iterations);
    const bonusesEnd = options.bonuses_end * options.iterations;
    const bonusShare = iteration >= bonusesEnd ? 0 : 1 - iteration / bonusesEnd;
    const bonusWeights = mapValues(options.bonuses, (weight) => weight * bonusShare);

    const sharpness = options.last_sharpness ** (iteration / Math.max(1, options.iterations - 1));

    const { weights } = adam;
    const request: CollectRequest = { weights, normaliser: normaliser.toJSON(), sharpness, bonusWeights };
    const collected = await Promise.all(lanes.map((lane) => lane.collect(request)));
    const sum = (of: (report: CollectReport) => number) => collected.reduce((total, report) => total + of(report), 0);
    const steps = sum((report) => report.steps);
    if (iteration < options.normaliser_iterations) {
      for (const { seen } of collected) normaliser.merge(FeatureNormaliser.fromJSON(seen, ...features));
    }
    const collectedAt = now();
    if (!Number.isFinite(sum((report) => report.returnSquares)))
      throw diverged(`the mean return of iteration ${iteration + 1} is no finite number`);

    const mean = sum((report) => report.advantage) / steps;
    const deviation = Math.sqrt(Math.max(0, sum((report) => report.advantageSquares) / steps - mean ** 2)) + 1e-8;
    const [advantageMean, advantageDeviation] = options.normalise_advantages !== "none" ? [mean, deviation] : [0, 1];
    const learnsPolicy = iteration >= options.value_iterations;
    // Each lane has a part of each minibatch: the mean over no steps is no number.
    const fewest = Math.min(...collected.map((report) => report.steps));
    const minibatches = Math.max(1, Math.min(fewest, Math.floor(steps / options.minibatch)));
    const parts: GradientReport[] = [];
    let gradientNorm = 0;
    let epoch = 0;
    for (; epoch < options.epochs; epoch++) {
      let kl = 0;
      for (let minibatch = 0; minibatch < minibatches; minibatch++) {
        const of = { weights, epoch, minibatch, minibatches, learnsPolicy, advantageMean, advantageDeviation };
        const reports = await Promise.all(lanes.map((lane) => lane.gradient(of)));
        const gradient = meanGradient(reports);
        gradientNorm = cutToLength(gradient, options.gradient_clip);
        if (!Number.isFinite(gradientNorm))
          throw diverged(`the gradient of iteration ${iteration + 1} is no finite number`);
        adam.step(gradient, learningRate);
        parts.push(...reports);
        kl += weightedMean(reports, ({ parts }) => namedParts(parts).kl) / minibatches;
      }
      if (options.kl_stop !== null && kl > options.kl_stop) break;
    }

    const episodes = collected.flatMap((report) => report.episodes);
    const returnMean = sum((report) => report.returns) / steps;
    const returnVariance = sum((report) => report.returnSquares) / steps - returnMean ** 2;
    const losses = mapValues(namedParts([]), (_, name) =>
      weightedMean(parts, (report) => namedParts(report.parts)[name]),
    );
    const share = (milliseconds: number) => milliseconds / (now() - begun) / lanes.length;
    const metrics = {
      steps,
      "episode/count": episodes.length,
      "episode/scaled_return": meanOf(episodes.map(({ scaledReturn }) => scaledReturn)),
      "episode/share_of_bound": meanOf(episodes.map(({ shareOfBound }) => shareOfBound)),
      "episode/beyond_rule": meanOf(episodes.map(({ beyondRule }) => beyondRule)),
      ...byScenario(episodes),
      "bonus/per_step": sum((report) => report.bonus) / steps,
      "value/explained_variance": 1 - sum((report) => report.errorSquares) / steps / returnVariance,
      "value/loss": losses.valueLoss,
      "policy/loss": losses.policyLoss,
      "policy/entropy": losses.entropy,
      "policy/kl": losses.kl,
      "policy/clip_share": losses.clipShare,
      "policy/sharpness": sharpness,
      "policy/advantage_deviation": deviation,
      "update/gradient_norm": gradientNorm,
      "update/epochs": Math.min(options.epochs, epoch + 1),
      "update/learning_rate": learningRate,
      "speed/steps_per_second": (1000 * steps) / (now() - begun),
      "speed/collect_seconds": (collectedAt - begun) / 1000,
      "speed/update_seconds": (now() - collectedAt) / 1000,
      "speed/environment_share": share(sum((report) => report.milliseconds - report.inferenceMilliseconds)),
      "speed/inference_share": share(sum((report) => report.inferenceMilliseconds)),
      "speed/gradient_share": share(parts.reduce((total, { milliseconds }) => total + milliseconds, 0)),
    };

    const states = await Promise.all(lanes.map((lane) => lane.state()));
    const json = normaliser.toJSON();
    const state = {
      iteration: iteration + 1,
      weights: adam.weights.slice(),
      adam: adam.state,
      normaliser: json,
      lanes: states,
    };
    yield { metrics, episodes, state };
  }
}

/** By how much episodes of each scenario exceed what the rule comes to, in their scale. */
function byScenario(episodes: readonly EpisodeSummary[]): Record<string, number> {
  const names = [...new Set(episodes.map(({ scenario }) => scenario))];
  const ofScenario = (name: string) => episodes.filter(({ scenario }) => scenario === name);
  return Object.fromEntries(
    names.map((name) => [`beyond_rule/${name}`, meanOf(ofScenario(name).map(({ beyondRule }) => beyondRule))]),
  );
}

/** NaN of nothing, and of those that are not known. */
function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** From a value to a share of it, as time goes from 0 to 1. */
function falling(from: number, share: number, time: number): number {
  return from * (1 - (1 - share) * time);
}

/** Mean over the steps of all lanes. */
function meanGradient(reports: readonly GradientReport[]): Float32Array {
  const total = reports.reduce((sum, { steps }) => sum + steps, 0);
  const mean = new Float32Array(reports[0]!.gradient.length);
  for (const { steps, gradient } of reports) {
    const share = steps / total;
    for (let i = 0; i < mean.length; i++) mean[i]! += share * gradient[i]!;
  }
  return mean;
}

function weightedMean(reports: readonly GradientReport[], of: (report: GradientReport) => number): number {
  const total = reports.reduce((sum, { steps }) => sum + steps, 0);
  return reports.reduce((sum, report) => sum + of(report) * report.steps, 0) / total;
}

function mapValues<Key extends string>(
  values: Readonly<Record<Key, number>>,
  change: (value: number, key: Key) => number,
): Record<Key, number> {
  return Object.fromEntries(
    Object.entries<number>(values).map(([key, value]) => [key, change(value, key as Key)]),
  ) as Record<Key, number>;
}
