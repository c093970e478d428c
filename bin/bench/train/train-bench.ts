import { median } from "simple-statistics";
import type { BackendChoice } from "../../../agent/learn/backend/backend-names.js";
import { inOwnProcess } from "../measure-apart.js";
import type { DecisionBenchCase, DecisionMeasurement } from "./measure-decision.js";
import type { OwnMeasurement } from "./measure-own.js";
import { measurePeer, type PeerMeasurement, type PeerSettings } from "./measure-peer.js";
import type { TrainBenchCase } from "./measure-process.js";
import type { OwnSettings } from "./own-lane.js";

/** What is measured. */
export interface TrainBenchOptions {
  readonly backend: BackendChoice;
  readonly scenario: string;
  readonly repeats: number;
  /** Iterations of each measurement; the first quarter is not timed. */
  readonly iterations: number;
  /** The Python with Stable-Baselines3; without it cryogym alone is measured. */
  readonly python?: string | undefined;
}

/** Figures of one way of training: medians over repeats. */
export interface TrainingFigures {
  readonly name: string;
  readonly envStepsPerSecond: number;
  /** Over the processor time of all threads, which what else the machine does hardly changes; unknown of many processes. */
  readonly stepsPerProcessorSecond?: number;
  /** Samples that gradients were taken of, a second of the update. */
  readonly samplesPerSecond: number;
  readonly collectSeconds: number;
  readonly updateSeconds: number;
  readonly parameters: number;
  /** Of cryogym's two workers' time; undefined for the peer. */
  readonly shares?: { readonly [Part in (typeof timeParts)[number]]: number };
}

/** Where cryogym's time goes. */
export const timeParts = ["environment", "inference", "update", "waiting"] as const;

/** All that was measured. */
export interface TrainBenchReport {
  readonly backend: string;
  /** Sizes that both sides have. */
  readonly sizes: Pick<PeerSettings, "candidates" | "features" | "context" | "levels" | "present" | "hidden">;
  readonly cores: number;
  readonly repeats: number;
  readonly figures: readonly TrainingFigures[];
  /** cryogym's environment steps a second, belief off, over those of the peer's fastest way. */
  readonly ratio?: number;
  readonly peerVersions?: Readonly<Record<string, string>>;
  readonly decision: DecisionMeasurement;
}

/** Holes of the sessions in which decisions are measured. */
export const CANDIDATES = 1000;

/** Workers of cryogym. */
export const CORES = 2;
const ENVIRONMENTS = 8;
const ROUNDS = 256;
const MINIBATCH = 256;
const EPOCHS = 4;
const HIDDEN = 64;
const DECISIONS = 200;

const ownWays = [
  ["cryogym", false],
  ["cryogym, with belief", true],
] as const;

/** The ways that Stable-Baselines3 has: in one process or with one for each environment, and both layouts of candidates. */
const peerWays = [
  ["MaskablePPO", { processes: 1, layout: "padded" }],
  ["MaskablePPO, packed", { processes: 1, layout: "packed" }],
  ["MaskablePPO, SubprocVecEnv", { processes: ENVIRONMENTS, layout: "padded" }],
  ["MaskablePPO, packed, SubprocVecEnv", { processes: ENVIRONMENTS, layout: "packed" }],
] as const satisfies readonly (readonly [string, Partial<PeerSettings>])[];

/** Number of measurements, for a progress bar. */
export function measurementCount({ repeats, python }: TrainBenchOptions): number {
  return 1 + repeats * (ownWays.length + (python === undefined ? 0 : peerWays.length));
}

/**
 * Measures all ways of training in turn, then in turn again, each measurement in a process of its own, so that what else
 * the machine does falls on all of them.
 *
 * @param onMeasured is called after each
 */
export async function measureTraining(options: TrainBenchOptions, onMeasured: () => void): Promise<TrainBenchReport> {
  const { repeats, python } = options;
  const own = ownWays.map((): OwnMeasurement[] => []);
  const peer = peerWays.map((): PeerMeasurement[] => []);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [i, [, belief]] of ownWays.entries()) {
      own[i]!.push(await apart<OwnMeasurement>({ own: ownSettings(options, belief) }));
      onMeasured();
    }
    for (const [i, [, way]] of (python === undefined ? [] : peerWays).entries()) {
      peer[i]!.push(await measurePeer(python!, { ...peerSettings(own[0]![0]!, options), ...way }));
      onMeasured();
    }
  }
  const decision = await apart<DecisionMeasurement>({
    decision: { holes: CANDIDATES, hidden: HIDDEN, decisions: DECISIONS } satisfies DecisionBenchCase,
  });
  onMeasured();
  const ofPeer = python === undefined ? [] : peerWays.map(([name, way], i) => peerFigures(name, way, peer[i]!));
  const figures = [...ownWays.map(([name], i) => ownFigures(name, own[i]!)), ...ofPeer];
  const best = Math.max(...ofPeer.map(({ envStepsPerSecond }) => envStepsPerSecond));
  const first = own[0]![0]!;
  const { candidates, features, context, levels, present, hidden } = peerSettings(first, options);
  return {
    backend: first.backend,
    sizes: { candidates, features, context, levels, present, hidden },
    cores: CORES,
    repeats,
    figures,
    ...(ofPeer.length > 0 && {
      ratio: figures[0]!.envStepsPerSecond / best,
      peerVersions: peer[0]![0]!.versions,
    }),
    decision,
  };
}

function apart<Measurement>(benchCase: TrainBenchCase): Promise<Measurement> {
  return inOwnProcess<TrainBenchCase, Measurement>("train/measure-process.js", benchCase);
}

function ownSettings({ backend, scenario, iterations }: TrainBenchOptions, belief: boolean): OwnSettings {
  return {
    backend,
    scenario,
    belief,
    workers: CORES,
    environments: ENVIRONMENTS / CORES,
    rounds: ROUNDS,
    minibatch: MINIBATCH,
    epochs: EPOCHS,
    hidden: HIDDEN,
    iterations,
    untimed: untimedOf(iterations),
  };
}

/** Node compiles what runs often while it runs; a training has hundreds of iterations. */
function untimedOf(iterations: number): number {
  return Math.ceil(iterations / 4);
}

/** The sizes that cryogym has turned out to have. */
function peerSettings(own: OwnMeasurement, { iterations }: TrainBenchOptions) {
  return {
    candidates: own.places,
    features: own.candidateFeatures,
    context: own.contextFeatures,
    levels: own.levels,
    present: Math.round(own.present),
    hidden: HIDDEN,
    envs: ENVIRONMENTS,
    steps: ROUNDS,
    batch: MINIBATCH,
    epochs: EPOCHS,
    totalSteps: iterations * ENVIRONMENTS * ROUNDS,
    untimed: untimedOf(iterations),
  };
}

function ownFigures(name: string, runs: readonly OwnMeasurement[]): TrainingFigures {
  const middle = (of: (run: OwnMeasurement) => number) => median(runs.map(of));
  const environment = middle((run) => run.environmentShare);
  const inference = middle((run) => run.inferenceShare);
  const update = middle((run) => run.gradientShare);
  return {
    name,
    envStepsPerSecond: middle((run) => run.envStepsPerSecond),
    stepsPerProcessorSecond: middle((run) => run.steps / run.processorSeconds),
    samplesPerSecond: middle((run) => run.samplesPerSecond),
    collectSeconds: middle((run) => run.collectSeconds),
    updateSeconds: middle((run) => run.updateSeconds),
    parameters: runs[0]!.parameters,
    shares: { environment, inference, update, waiting: Math.max(0, 1 - environment - inference - update) },
  };
}

function peerFigures(
  name: string,
  { processes }: Pick<PeerSettings, "processes">,
  runs: readonly PeerMeasurement[],
): TrainingFigures {
  const middle = (of: (run: PeerMeasurement) => number) => median(runs.map(of));
  return {
    name,
    envStepsPerSecond: middle((run) => run.envStepsPerSecond),
    ...(processes === 1 && { stepsPerProcessorSecond: middle((run) => run.steps / run.processorSeconds) }),
    samplesPerSecond: middle((run) => (run.steps * EPOCHS) / run.updateSeconds),
    collectSeconds: middle((run) => run.rolloutSeconds),
    updateSeconds: middle((run) => run.updateSeconds),
    parameters: runs[0]!.parameters,
  };
}
