import type { EpisodeLog } from "../../../../agent/learn/dqn/episode-log.js";
import { FlatTask, type FlatTaskOptions } from "../../../../agent/learn/dqn/flat-task.js";
import { SHARED_FEATURES } from "../../../../agent/learn/dqn/hole-features.js";
import { QNetwork } from "../../../../agent/learn/dqn/q-network.js";
import { writeWeights } from "../../../../agent/learn/train/flat-weights.js";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import type { Scenario } from "../../../../env/scenario/scenario.js";
import { planOf } from "../../../support/plans.js";
import { type Layout, smallWorld, sourceOf } from "../../../support/small-worlds.js";

/** A task in a small world, from outside the first grid. */
export function smallTask(budgetMinutes: number, options: Partial<FlatTaskOptions> = {}, layout?: Layout): FlatTask {
  const scenario = { name: "small", plan: planOf(budgetMinutes), start: "outside" } as Partial<Scenario> as Scenario;
  const limits = { worldRepeats: 1, budgetFactors: [1, 1] as const, maxSteps: 1000, ...options };
  return new FlatTask([{ scenario, source: sourceOf(smallWorld(layout)), weight: 1 }], limits, new KeyedRandom(1));
}

/** Plays an episode, of holes in the order given, then of the first that may be taken. */
export function played(task: FlatTask, episode: number, holes: readonly number[] = []): EpisodeLog {
  task.begin(episode);
  const left = [...holes];
  while (!task.isOver) task.step(left.shift() ?? task.log.goneAt.findIndex((gone) => gone > task.state));
  return task.log;
}

/** A network whose value is `offset` plus `slope` times the prediction as a share of 20 Å. */
export function slopedNetwork(offset: number, slope: number): QNetwork {
  const network = QNetwork.create([1], 1);
  const [ofPrediction, ofShared, bias] = [[1], new Array<number>(SHARED_FEATURES).fill(0), [0]];
  writeWeights(network.weights, Float32Array.from([...ofPrediction, ...ofShared, ...bias, slope, offset]));
  return network;
}
