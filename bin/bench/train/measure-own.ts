import { chooseBackend } from "../../../agent/learn/backend/choose-backend.js";
import { FeatureNormaliser } from "../../../agent/learn/network/feature-normaliser.js";
import { PolicyNetwork } from "../../../agent/learn/network/policy-network.js";
import { readWeights } from "../../../agent/learn/train/flat-weights.js";
import { trainPpo } from "../../../agent/learn/train/ppo.js";
import { ThreadLane } from "../../../agent/learn/train/thread-lane.js";
import { type OwnSettings, optionsOf, placesOf, shapeOf } from "./own-lane.js";
import type { OwnLaneData } from "./own-lane-worker.js";

/** What was measured, iterations at the beginning left out. */
export interface OwnMeasurement {
  readonly backend: string;
  /** Most candidates that there can be. */
  readonly places: number;
  /** Candidates that there are, mean of all steps. */
  readonly present: number;
  readonly candidateFeatures: number;
  readonly contextFeatures: number;
  readonly levels: number;
  readonly parameters: number;
  readonly steps: number;
  readonly seconds: number;
  readonly envStepsPerSecond: number;
  /** Processor time of all threads. */
  readonly processorSeconds: number;
  /** Samples that gradients were taken of, a second of the update. */
  readonly samplesPerSecond: number;
  readonly collectSeconds: number;
  readonly updateSeconds: number;
  /** Shares of the collection and of the update, of all lanes' time: what else there is, is waiting and transfer. */
  readonly environmentShare: number;
  readonly inferenceShare: number;
  readonly gradientShare: number;
}

/**
 * Measures how fast PPO trains, the whole loop, in threads of their own.
 *
 * @example (await measureOwn({ ...settings, belief: false, workers: 2 })).envStepsPerSecond
 */
export async function measureOwn(settings: OwnSettings): Promise<OwnMeasurement> {
  const { name } = await chooseBackend(settings.backend, { purpose: "training" });
  const shape = shapeOf(settings);
  const network = PolicyNetwork.create(shape, { temperature: 1, indexPrior: settings.belief }, 1);
  const features = [shape.candidateFeatures, shape.contextFeatures] as const;
  const file = new URL("own-lane-worker.js", import.meta.url);
  const lanes = Array.from(
    { length: settings.workers },
    (_, lane) => new ThreadLane(file, { settings, lane } satisfies OwnLaneData),
  );
  const sums: Record<string, number> = {};
  let timed = 0;
  let used = process.cpuUsage();
  let present = 0;
  try {
    const from = {
      iteration: 0,
      weights: readWeights(network.weights),
      adam: undefined,
      normaliser: FeatureNormaliser.create(...features).toJSON(),
    };
    const run = { options: optionsOf(settings), lanes, features, from, now: () => performance.now() };
    for await (const { metrics, state } of trainPpo(run)) {
      const { candidates, context } = state.normaliser;
      present = candidates.count / context.count;
      if (state.iteration <= settings.untimed) {
        used = process.cpuUsage();
        continue;
      }
      timed++;
      for (const [key, value] of Object.entries(metrics)) sums[key] = (sums[key] ?? 0) + value;
    }
    used = process.cpuUsage(used);
  } finally {
    await Promise.all(lanes.map((lane) => lane.end()));
  }
  const collectSeconds = sums["speed/collect_seconds"]!;
  const updateSeconds = sums["speed/update_seconds"]!;
  const seconds = collectSeconds + updateSeconds;
  const steps = sums.steps!;
  const parameters = network.weights.reduce((sum, { size }) => sum + size, 0);
  network.dispose();
  return {
    backend: name,
    places: placesOf(settings),
    present,
    candidateFeatures: shape.candidateFeatures,
    contextFeatures: shape.contextFeatures,
    levels: shape.levels,
    parameters,
    steps,
    seconds,
    envStepsPerSecond: steps / seconds,
    processorSeconds: (used.user + used.system) / 1e6,
    samplesPerSecond: (steps * settings.epochs) / updateSeconds,
    collectSeconds,
    updateSeconds,
    environmentShare: sums["speed/environment_share"]! / timed,
    inferenceShare: sums["speed/inference_share"]! / timed,
    gradientShare: sums["speed/gradient_share"]! / timed,
  };
}
