import * as tf from "../../agent/learn/backend/tensorflow.js";
import { FeatureNormaliser } from "../../agent/learn/network/feature-normaliser.js";
import type { PolicyNetwork } from "../../agent/learn/network/policy-network.js";
import { CollectionTask } from "../../agent/learn/task/collection-task.js";
import { Experience } from "../../agent/learn/train/experience.js";
import { readWeights, writeWeights } from "../../agent/learn/train/flat-weights.js";
import { createNetwork, makeLane } from "../../agent/learn/train/make-lane.js";
import { type LaneClient, trainPpo } from "../../agent/learn/train/ppo.js";
import { openTrainingScenarios, type TrainingConfig, trainingSchema } from "../../agent/learn/train/training-config.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";

/** An hour among six squares. */
const scenario = "small-session";

/** A training without the rule's scores, nor anything but one network that has learned nothing. */
export function scratchConfig(seed: number, iterations: number): TrainingConfig {
  return trainingSchema.parse({
    name: "scratch",
    purpose: "a test",
    seed,
    workers: 1,
    scenarios: [{ name: scenario }],
    world_repeats: 4,
    network: { hidden: 32, index_prior: false, temperature: 1 },
    ppo: {
      iterations,
      environments: 16,
      rounds: 64,
      minibatch: 256,
      epochs: 4,
      learning_rate: 2e-3,
      value_iterations: 0,
      kl_stop: 0.05,
      lambda_per_minute: 0.95,
    },
  });
}

/** A network that has learned, and the normaliser that it has learned with. */
export interface Learned {
  readonly network: PolicyNetwork;
  readonly normaliser: FeatureNormaliser;
}

/** Trains in this thread. @param sign −1 turns all advantages round */
export async function learn(config: TrainingConfig, sign: 1 | -1 = 1): Promise<Learned> {
  const lane = makeLane(config, 0, () => performance.now());
  const client: LaneClient = {
    collect: async (request) => lane.collect(request),
    gradient: async (request) => lane.gradient({ ...request, advantageDeviation: sign * request.advantageDeviation }),
    state: async () => lane.state,
  };
  const network = createNetwork(config);
  const { candidateFeatures, contextFeatures } = network.shape;
  const features = [candidateFeatures, contextFeatures] as const;
  let normaliser = FeatureNormaliser.create(...features);
  const from = {
    iteration: 0,
    weights: readWeights(network.weights),
    adam: undefined,
    normaliser: normaliser.toJSON(),
  };
  const run = { options: config.ppo, lanes: [client], features, from, now: () => performance.now() };
  for await (const { state } of trainPpo(run)) {
    writeWeights(network.weights, state.weights);
    normaliser = FeatureNormaliser.fromJSON(state.normaliser, ...features);
  }
  lane.network.dispose();
  return { network, normaliser };
}

/**
 * Mean return of episodes that training has not seen, in what the rule's plan expects of them.
 *
 * @param learned whose most probable moves are made; undefined: legal moves are drawn at random
 */
export function meanReturn(config: TrainingConfig, episodes: number, learned?: Learned): number {
  const options = { budgetFactors: [1, 1], maxDecisions: 1000, worldRepeats: 1 } as const;
  const task = new CollectionTask(openTrainingScenarios(config), options, new KeyedRandom(987_654));
  const stream = new KeyedRandom(5).stream(0, RandomKind.Policy);
  const experience = learned && new Experience(learned.network.shape, learned.normaliser);
  let total = 0;
  for (let episode = 0; episode < episodes; episode++) {
    task.begin(episode);
    for (let isOver = false; !isOver; ) {
      const { legal, count } = task.input;
      let move = -1;
      if (experience === undefined) {
        const legalMoves = [...legal.subarray(0, count + 3)].flatMap((may, i) => (may === 1 ? [i] : []));
        move = legalMoves[stream.integer(legalMoves.length)]!;
      } else {
        experience.clear();
        const batch = experience.batch(Int32Array.of(experience.add(task.input)));
        const { logProbabilities, values } = tf.tidy(() => learned!.network.forward(batch));
        const logs = logProbabilities.dataSync();
        for (let i = 0; i < count + 3; i++) if (move === -1 || logs[i]! > logs[move]!) move = i;
        tf.dispose([logProbabilities, values]);
      }
      const { terminated, truncated } = task.step(move);
      isOver = terminated || truncated;
    }
    total += task.summary().scaledReturn;
  }
  return total / episodes;
}
