import { type BackendChoice, chooseBackend } from "../../../agent/learn/backend/choose-backend.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../../../agent/learn/input/decision-input.js";
import { levelNames } from "../../../agent/learn/input/decision-state.js";
import type { NetworkShape } from "../../../agent/learn/network/network-shape.js";
import { PolicyNetwork } from "../../../agent/learn/network/policy-network.js";
import { CollectionTask } from "../../../agent/learn/task/collection-task.js";
import type { DecisionTask } from "../../../agent/learn/task/decision-task.js";
import { EnvTask } from "../../../agent/learn/task/env-task.js";
import { RuleCurves } from "../../../agent/learn/task/rule-curves.js";
import { Lane } from "../../../agent/learn/train/lane.js";
import { type PpoOptions, ppoSchema } from "../../../agent/learn/train/ppo-options.js";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";

/** What is measured of cryogym's own training. */
export interface OwnSettings {
  readonly scenario: string;
  readonly backend: BackendChoice;
  /** With what a belief and the rule make of the session, or the environment's own observation alone. */
  readonly belief: boolean;
  readonly workers: number;
  /** Of each worker. */
  readonly environments: number;
  /** Steps of each environment in an iteration. */
  readonly rounds: number;
  /** Over all workers. */
  readonly minibatch: number;
  readonly epochs: number;
  readonly hidden: number;
  readonly iterations: number;
  /** Of these, at the beginning, that are not timed: code is still being compiled. */
  readonly untimed: number;
}

/** Worlds that resets draw from, where there is no belief. */
const POOL = 64;

/** Options of PPO that the settings stand for; nothing ends an epoch early. */
export function optionsOf({ environments, rounds, minibatch, epochs, iterations }: OwnSettings): PpoOptions {
  return ppoSchema.parse({ environments, rounds, minibatch, epochs, iterations, kl_stop: null, value_iterations: 0 });
}

/** An environment's task. */
export function taskOf({ scenario: name, belief }: OwnSettings): DecisionTask {
  if (!belief) return new EnvTask(CollectionEnv.make({ scenario: name, worldPool: POOL }), 0.01);
  const scenario = loadScenario(name);
  const scenarios = [{ scenario, source: openWorld(scenario), weight: 1 }];
  const options = { budgetFactors: [1, 1], maxDecisions: 5000, worldRepeats: 8 } as const;
  return new CollectionTask(scenarios, options, new KeyedRandom(1), new RuleCurves());
}

/** Most candidates that there can be. */
export function placesOf({ scenario }: OwnSettings): number {
  return openWorld(loadScenario(scenario)).mostChildren;
}

/** Sizes of the network, the same for both inputs but for the numbers of features. */
export function shapeOf(settings: OwnSettings): NetworkShape {
  const { candidateFeatures, contextFeatures, privilegedFeatures } = settings.belief
    ? {
        candidateFeatures: CANDIDATE_FEATURES,
        contextFeatures: CONTEXT_FEATURES,
        privilegedFeatures: CollectionTask.PRIVILEGED_FEATURES,
      }
    : taskOf(settings);
  return { candidateFeatures, contextFeatures, privilegedFeatures, levels: levelNames.length, hidden: settings.hidden };
}

/** A lane of the measured training, in the thread that calls. */
export async function makeOwnLane(settings: OwnSettings, lane: number): Promise<Lane> {
  await chooseBackend(settings.backend, { purpose: "training" });
  const tasks = Array.from({ length: settings.environments }, () => taskOf(settings));
  const options = { temperature: 1, indexPrior: settings.belief };
  const network = PolicyNetwork.create(shapeOf(settings), options, 1);
  const random = new KeyedRandom(1).derive(lane, RandomKind.Policy);
  return new Lane(tasks, network, optionsOf(settings), random, lane, settings.workers, () => performance.now());
}
