import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../input/decision-input.js";
import { levelNames } from "../input/decision-state.js";
import type { NetworkShape } from "../network/network-shape.js";
import { PolicyNetwork } from "../network/policy-network.js";
import { CollectionTask } from "../task/collection-task.js";
import { RuleCurves } from "../task/rule-curves.js";
import { Lane } from "./lane.js";
import { openTrainingScenarios, type TrainingConfig } from "./training-config.js";

/** Sizes of the network that a training file asks for. */
export function networkShapeOf({ network }: TrainingConfig): NetworkShape {
  return {
    candidateFeatures: CANDIDATE_FEATURES,
    contextFeatures: CONTEXT_FEATURES,
    privilegedFeatures: CollectionTask.PRIVILEGED_FEATURES,
    levels: levelNames.length,
    hidden: network.hidden,
  };
}

/** The network that a training file asks for, untrained. A backend has been chosen. */
export function createNetwork(config: TrainingConfig): PolicyNetwork {
  const { temperature, index_prior: indexPrior, hierarchy } = config.network;
  return PolicyNetwork.create(networkShapeOf(config), { temperature, indexPrior, hierarchy }, config.seed);
}

/**
 * One lane of a training.
 *
 * @param lane its number, from 0
 * @param now clock for reports, milliseconds
 */
export function makeLane(config: TrainingConfig, lane: number, now: () => number): Lane {
  const { ppo, seed, workers, budget_factors, max_decisions, world_repeats } = config;
  const scenarios = openTrainingScenarios(config);
  const random = new KeyedRandom(seed);
  const curves = new RuleCurves();
  const { hierarchy } = config.network;
  const options = {
    budgetFactors: budget_factors,
    maxDecisions: max_decisions,
    worldRepeats: world_repeats,
    hierarchy,
  };
  const tasks = Array.from(
    { length: ppo.environments },
    () => new CollectionTask(scenarios, options, random.derive(0, RandomKind.World), curves),
  );
  return new Lane(tasks, createNetwork(config), ppo, random.derive(1 + lane, RandomKind.Policy), lane, workers, now);
}
