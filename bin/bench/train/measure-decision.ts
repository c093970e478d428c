import { median } from "simple-statistics";
import { chooseBackend } from "../../../agent/learn/backend/choose-backend.js";
import * as tf from "../../../agent/learn/backend/tensorflow.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../../../agent/learn/input/decision-input.js";
import { levelNames } from "../../../agent/learn/input/decision-state.js";
import { FeatureNormaliser } from "../../../agent/learn/network/feature-normaliser.js";
import { PolicyNetwork } from "../../../agent/learn/network/policy-network.js";
import { LearnedPolicy } from "../../../agent/learn/policy/learned-policy.js";
import { CollectionTask } from "../../../agent/learn/task/collection-task.js";
import { Experience } from "../../../agent/learn/train/experience.js";
import { performGoal } from "../../../env/goal/perform-goal.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { episodeOf, episodeRandom } from "../../../env/world/start.js";
import { type BenchLayout, benchScenario } from "../bench-task.js";

/** What is measured of decisions, on WebAssembly, which serves them. */
export interface DecisionBenchCase {
  /** Candidates of the network alone, and holes of the sessions: a multiple of 50. */
  readonly holes: number;
  readonly hidden: number;
  /** Decisions that medians are of. */
  readonly decisions: number;
}

/** Milliseconds on the clock, medians. */
export interface DecisionMeasurement {
  readonly backend: string;
  /** The network on so many candidates of one step, features handed over and probabilities read. */
  readonly network: number;
  /** A whole decision, belief and plan brought up to date, in a session of as many holes, all in one group. */
  readonly oneGroup: number;
  /** The same with the holes on ten squares of five groups. */
  readonly tenSquares: number;
}

/** The first decisions are not counted: until then the engine has compiled nothing. */
const WARM_UP = 30;

/** Measures decisions of an untrained network, which takes as long as a trained one. */
export async function measureDecision({ holes, hidden, decisions }: DecisionBenchCase): Promise<DecisionMeasurement> {
  const { name } = await chooseBackend("wasm");
  const shape = {
    candidateFeatures: CANDIDATE_FEATURES,
    contextFeatures: CONTEXT_FEATURES,
    privilegedFeatures: CollectionTask.PRIVILEGED_FEATURES,
    levels: levelNames.length,
    hidden,
  };
  const network = PolicyNetwork.create(shape, { temperature: 1, indexPrior: true }, 1);
  const normaliser = FeatureNormaliser.create(CANDIDATE_FEATURES, CONTEXT_FEATURES);
  const policy = new LearnedPolicy({ network, normaliser });
  const measured = {
    backend: name,
    network: networkMilliseconds(network, normaliser, holes, decisions),
    oneGroup: decisionMilliseconds(policy, [1, 1, 1, holes], decisions),
    tenSquares: decisionMilliseconds(policy, [1, 10, 5, holes / 50], decisions),
  };
  network.dispose();
  return measured;
}

function networkMilliseconds(
  network: PolicyNetwork,
  normaliser: FeatureNormaliser,
  count: number,
  times: number,
): number {
  const experience = new Experience(network.shape, normaliser);
  const input = {
    level: levelNames.indexOf("hole"),
    count,
    candidates: new Float32Array(count * CANDIDATE_FEATURES).fill(0.3),
    context: new Float32Array(CONTEXT_FEATURES).fill(0.3),
    legal: new Uint8Array(count + 3).fill(1),
    scores: new Float32Array(count + 3),
  };
  const once = () => {
    experience.clear();
    const batch = experience.batch(Int32Array.of(experience.add(input)));
    const { logProbabilities, values } = tf.tidy(() => network.forward(batch));
    logProbabilities.dataSync();
    tf.dispose([logProbabilities, values]);
  };
  return median(Array.from({ length: WARM_UP + times }, () => milliseconds(once)).slice(WARM_UP));
}

/** In sessions played to their end, one after the other. */
function decisionMilliseconds(policy: LearnedPolicy, layout: BenchLayout, decisions: number): number {
  const scenario = benchScenario(layout);
  const task = { ...scenario, source: openWorld(scenario) };
  const taken: number[] = [];
  for (let episode = 0; taken.length < WARM_UP + decisions; episode++) {
    const { world, start } = episodeOf(task, episodeRandom(new KeyedRandom(1), episode));
    const session = world.begin(start);
    policy.reset(session);
    while (!session.ended && taken.length < WARM_UP + decisions) {
      let goal: ReturnType<LearnedPolicy["decide"]>["goal"] | undefined;
      taken.push(
        milliseconds(() => {
          goal = policy.decide().goal;
        }),
      );
      performGoal(world, session, goal!);
    }
  }
  return median(taken.slice(WARM_UP));
}

function milliseconds(action: () => void): number {
  const before = performance.now();
  action();
  return performance.now() - before;
}
